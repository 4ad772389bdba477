import { describe, expect, it } from 'vitest';
import { originOf, PAGE_ORIGIN, pageUrl } from './page.ts';

describe('pageUrl', () => {
  it('is the built page in an installed application, whatever the environment says', () => {
    expect(pageUrl({ packaged: true, devServer: 'http://localhost:5173' })).toBe('app://control-center/');
  });

  it('is the development server while developing', () => {
    expect(pageUrl({ packaged: false, devServer: 'http://localhost:5173' })).toBe('http://localhost:5173/');
    expect(pageUrl({ packaged: false, devServer: undefined })).toBe('app://control-center/');
  });

  it.each(['http://attacker.example', 'https://localhost:5173', 'file:///etc/passwd', 'rubbish'])(
    'does not take %s for a development server',
    (devServer) => {
      expect(pageUrl({ packaged: false, devServer })).toBe('app://control-center/');
    },
  );
});

describe('originOf', () => {
  it.each([
    ['app://control-center/#/health', PAGE_ORIGIN],
    ['app://control-center', PAGE_ORIGIN],
    ['http://localhost:5173/x', 'http://localhost:5173'],
    ['app://control-center.evil/', 'app://control-center.evil'],
    ['https://control-center/', 'https://control-center'],
    ['data:text/html,x', null],
    ['about:blank', null],
    ['rubbish', null],
  ])('%s has the origin %s', (url, origin) => {
    expect(originOf(url)).toBe(origin);
  });
});
