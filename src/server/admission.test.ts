import { describe, expect, it } from 'vitest';
import { type RequestOrigin, refusalOf } from './admission.ts';

const PORT = 4000;
const right: RequestOrigin = {
  host: ['127.0.0.1:4000'],
  origin: undefined,
  fetchSite: undefined,
  fetchMode: undefined,
};

describe('who may ask', () => {
  const cases: [what: string, request: Partial<RequestOrigin>, status: number | undefined][] = [
    ['the loopback address', {}, undefined],
    ['localhost', { host: ['localhost:4000'] }, undefined],
    ['our own page', { origin: 'http://127.0.0.1:4000' }, undefined],
    ['our own page under its other name', { origin: 'http://localhost:4000' }, undefined],
    ['our own page, as browsers say it', { fetchSite: 'same-origin', fetchMode: 'cors' }, undefined],
    ['an address typed by hand', { fetchSite: 'none', fetchMode: 'navigate' }, undefined],
    ['a link on another site', { fetchSite: 'cross-site', fetchMode: 'navigate' }, undefined],
    ['no Host', { host: [] }, 421],
    ['two Hosts', { host: ['127.0.0.1:4000', 'evil.example'] }, 421],
    ['a rebound name', { host: ['evil.example:4000'] }, 421],
    ['another port', { host: ['127.0.0.1:4001'] }, 421],
    ['no port', { host: ['127.0.0.1'] }, 421],
    ['a name that begins like ours', { host: ['127.0.0.1:4000.evil.example'] }, 421],
    ['another loopback name', { host: ['[::1]:4000'] }, 421],
    ['upper case tricks', { host: ['LOCALHOST:4000'] }, 421],
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['another port’s page', { origin: 'http://127.0.0.1:4001' }, 403],
    ['the same address over TLS', { origin: 'https://127.0.0.1:4000' }, 403],
    ['a sandboxed frame or a file', { origin: 'null' }, 403],
    ['an origin that begins like ours', { origin: 'http://127.0.0.1:40001' }, 403],
    ['an origin with a path', { origin: 'http://127.0.0.1:4000/' }, 403],
    ['an image on another site', { fetchSite: 'cross-site', fetchMode: 'no-cors' }, 403],
    ['a script on another port', { fetchSite: 'same-site', fetchMode: 'no-cors' }, 403],
    ['a wrong Host before a wrong Origin', { host: ['evil.example'], origin: 'http://evil.example' }, 421],
  ];
  for (const [what, request, status] of cases) {
    it(`${what}: ${status ?? 'admitted'}`, () => {
      expect(refusalOf({ ...right, ...request }, PORT)?.status).toBe(status);
    });
  }

  it('knows that browsers leave out port 80', () => {
    expect(refusalOf({ ...right, host: ['127.0.0.1'], origin: 'http://127.0.0.1' }, 80)).toBeUndefined();
  });
});
