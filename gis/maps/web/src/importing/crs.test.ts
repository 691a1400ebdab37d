import { beforeEach, describe, expect, it } from 'vitest';
import { setLanguage } from '../ui/words.ts';
import { crsLabel, crsName, parseCode, placeName } from './crs.ts';

describe('names of CRSs', () => {
  beforeEach(() => setLanguage('zh'));

  it.each([
    ['EPSG:4549', 'CGCS2000 3 度带 120°E'],
    ['EPSG:4534', 'CGCS2000 3 度带 75°E'],
    ['EPSG:4554', 'CGCS2000 3 度带 135°E'],
    ['EPSG:4528', 'CGCS2000 3 度带第 40 带'],
    ['EPSG:4513', 'CGCS2000 3 度带第 25 带'],
    ['EPSG:4498', 'CGCS2000 6 度带第 20 带'],
    ['EPSG:4508', 'CGCS2000 6 度带 111°E'],
    ['EPSG:4490', 'CGCS2000 经纬度'],
  ])('%s is %s', (code, name) => {
    expect(crsName(code, 'official')).toBe(name);
  });

  it('keeps the official name of others, with the code', () => {
    expect(crsLabel('EPSG:2154', 'RGF93 / Lambert-93')).toBe('RGF93 / Lambert-93 (EPSG:2154)');
    expect(crsLabel('EPSG:2154', null)).toBe('EPSG:2154');
    expect(crsLabel(null, 'of its own')).toBe('of its own');
  });

  it('follows the language', () => {
    setLanguage('en');
    expect(crsName('EPSG:4549', null)).toBe('CGCS2000 3-degree band 120°E');
  });
});

describe('a typed code', () => {
  it.each(['4549', 'EPSG:4549', 'epsg 4549', ' 4549 '])('%s is understood', (text) => {
    expect(parseCode(text)).toBe('EPSG:4549');
  });

  it.each(['', '45', 'abc', '4549x', '12345678'])('%s is refused', (text) => {
    expect(parseCode(text)).toBeNull();
  });
});

it('writes places on every side of the earth', () => {
  expect(placeName(120.21, 30.24)).toBe('120.2100°E 30.2400°N');
  expect(placeName(-1, -2)).toBe('1.0000°W 2.0000°S');
});
