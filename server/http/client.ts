import { isIP } from 'node:net';
import type { Context } from 'hono';
import { type Exchange, peerOf } from './exchange.ts';

/**
 * The address of whoever asks, to tell clients apart: of an IPv6 network the first 64 bits, for those are one customer.
 * `X-Forwarded-For` counts exactly as far as there are proxies of ours: each appends whom it heard, and what stands
 * before that is whatever the client wrote.
 * @param proxies how many are in front of this server (TRUST_PROXY)
 */
export const clientAddress = ({ peer, header }: Pick<Exchange, 'peer' | 'header'>, proxies: number): string =>
  networkOf(forwarded(header('x-forwarded-for'), proxies) ?? peer);

/** For routes that are Hono's alone. */
export const clientOf = (c: Context, proxies: number): string =>
  clientAddress({ peer: peerOf(c), header: (name) => c.req.header(name) }, proxies);

/** Whether an address is this machine's own: of a proxy that TRUST_PROXY does not speak of, with everybody behind it. */
export const isOwnMachine = (address: string): boolean => /^(?:127\.|0:0:0:0$)/.test(address);

function forwarded(header: string | undefined, proxies: number): string | undefined {
  if (proxies === 0 || header === undefined) return undefined;
  const addresses = header.split(',');
  const [, bracketed, plain] =
    /^(?:\[([^\]]+)\](?::\d+)?|([^:]+)(?::\d+)?|.*)$/.exec(addresses.at(-proxies)?.trim() ?? '') ?? [];
  const address = bracketed ?? plain ?? addresses.at(-proxies)?.trim() ?? '';
  return isIP(address) ? address : undefined;
}

function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  if (isIP(address) !== 6) return address;
  const [left = '', right] = (address.split('%', 1)[0] as string).split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right ? right.split(':') : [];
  const gap = right === undefined ? [] : Array(Math.max(0, 8 - head.length - tail.length)).fill('0');
  return [...head, ...gap, ...tail]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
