import { describe, expect, it } from 'vitest';
import { base64Of, bytesOf } from './base64.ts';

describe('base64', () => {
  it.each([0, 1, 2, 3, 8192, 20_001])('carries %i bytes there and back', (length) => {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 151) % 256);
    expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    expect(bytesOf(base64Of(bytes))).toEqual(bytes);
  });
});
