/** Times of tickets, in China's time wherever the screen stands. */
import { dictionary, figure, locale } from '../ui/words.ts';

const ZONE = 'Asia/Shanghai';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const say = dictionary({
  now: ['刚刚', 'just now'],
  ago: (span: string) => [`${span}前`, `${span} ago`],
  left: (span: string) => [`还剩 ${span}`, `${span} left`],
  late: (span: string) => [`超期 ${span}`, `${span} late`],
  minutes: (count: string) => [`${count} 分钟`, `${count} min`],
  hours: (count: string) => [`${count} 小时`, `${count} h`],
  days: (count: string) => [`${count} 天`, `${count} d`],
});

/** Month, day, hour and minute; the year where it is another one. */
export function clock(value: string | Date, now = new Date()): string {
  const at = new Date(value);
  const year = (of: Date) => parts(of, { year: 'numeric' });
  return parts(at, {
    ...(year(at) === year(now) ? {} : { year: 'numeric' }),
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

/** Hours, minutes and seconds. */
export function seconds(value: string | Date): string {
  return parts(new Date(value), {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
}

/** How long ago it was. */
export function ago(value: string | Date, now = Date.now()): string {
  const past = now - new Date(value).getTime();
  return past < MINUTE ? say.now() : say.ago(span(past));
}

/** How long there is until a time, or how late one is. */
export function until(value: string | Date, now = Date.now()): string {
  const ahead = new Date(value).getTime() - now;
  return ahead >= 0 ? say.left(span(ahead)) : say.late(span(-ahead));
}

/** A span of milliseconds in its largest unit, rounded down. */
export function span(milliseconds: number): string {
  if (milliseconds < HOUR) {
    return say.minutes(figure(Math.floor(milliseconds / MINUTE)));
  }
  return milliseconds < 2 * DAY
    ? say.hours(figure(Math.floor(milliseconds / HOUR)))
    : say.days(figure(Math.floor(milliseconds / DAY)));
}

function parts(at: Date, format: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale.get(), { timeZone: ZONE, ...format }).format(at);
}
