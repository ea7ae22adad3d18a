import type { Secrets } from './ports.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Bytes from here on are rejected: they would make the first letters likelier than the others. */
const FAIR = 256 - (256 % ALPHABET.length);

/** Random letters and digits, 5.95 bits each: 20 of them are 119 bits. */
export function lettersAndDigits({ hex }: Pick<Secrets, 'hex'>, length: number): string {
  let text = '';
  while (text.length < length) {
    const bytes = hex(length);
    for (let at = 0; at < bytes.length; at += 2) {
      const byte = Number.parseInt(bytes.slice(at, at + 2), 16);
      if (byte < FAIR) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text.slice(0, length);
}
