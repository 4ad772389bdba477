/**
 * A fraction in [0, 1) that depends on nothing but its arguments, so that two sandboxes with the same
 * seed tell the same story. FNV-1a over the keys, then Murmur3's finaliser to spread neighbouring keys.
 */
export function noise(seed: number, ...keys: readonly (string | number)[]): number {
  let hash = 2166136261 ^ seed;
  for (const character of keys.join('/')) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Noise that glides from one `slotMs` to the next instead of jumping, in [-1, 1]. */
export function drift(seed: number, key: string, atMs: number, slotMs: number): number {
  const position = atMs / slotMs;
  const slot = Math.floor(position);
  const share = (1 - Math.cos((position - slot) * Math.PI)) / 2;
  const from = noise(seed, key, slot);
  const to = noise(seed, key, slot + 1);
  return (from + (to - from) * share) * 2 - 1;
}

/** A word of `length` characters from Kubernetes' alphabet for generated names (no vowels, no look-alikes). */
export function nameSuffix(seed: number, length: number, ...keys: readonly (string | number)[]): string {
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  let word = '';
  for (let index = 0; index < length; index += 1) {
    word += alphabet.charAt(Math.floor(noise(seed, ...keys, index) * alphabet.length));
  }
  return word;
}

/** A UUID (version 4 in form) that depends on nothing but its arguments. */
export function steadyUuid(seed: number, ...keys: readonly (string | number)[]): string {
  const digits = [0, 1, 2, 3]
    .map((part) =>
      Math.floor(noise(seed, 'uuid', ...keys, part) * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-a${digits.slice(17, 20)}-${digits.slice(20)}`;
}
