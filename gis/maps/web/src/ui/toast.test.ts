import { beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../api/client.ts';
import { dismiss, toast, toastProblem, toasts } from './toast.ts';
import { setLanguage } from './words.ts';

beforeEach(() => {
  vi.useFakeTimers();
  for (const one of toasts.get()) {
    dismiss(one.id);
  }
});

const texts = () => toasts.get().map((one) => one.text);

test('a note leaves by itself, a refusal stays longer', () => {
  toast('done');
  toast('refused', { tone: 'danger' });
  vi.advanceTimersByTime(6000);
  expect(texts()).toEqual(['refused']);
  vi.advanceTimersByTime(6000);
  expect(texts()).toEqual([]);
});

test('the same note is shown once, and no more than three are shown', () => {
  for (const text of ['a', 'b', 'a', 'c', 'd']) {
    toast(text, { stay: 0 });
  }
  expect(texts()).toEqual(['a', 'c', 'd']);
});

test('a problem is told in the language of the page', () => {
  setLanguage('zh');
  toastProblem(new Problem(422, 'edit', { zh: '网格已锁定', en: 'locked' }));
  expect(toasts.get()[0]).toMatchObject({ text: '网格已锁定', tone: 'danger' });
});

test('a fault of the program is not hidden in a note', () => {
  expect(() => toastProblem(new TypeError('x'))).toThrow(TypeError);
});
