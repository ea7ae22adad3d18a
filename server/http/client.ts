import { isIP } from 'node:net';
import type { Context } from 'hono';
import { type Exchange, peerOf } from './exchange.ts';

/**
 * The client's address, to tell clients apart: for IPv6 only the first 64 bits, which belong to one customer.
 * `X-Forwarded-For` is trusted only for as many entries as we have proxies: each appends the address it saw, and
 * anything before that was sent by the client.
 * @param proxies how many are in front of this server (TRUST_PROXY)
 */
export const clientAddress = ({ peer, header }: Pick<Exchange, 'peer' | 'header'>, proxies: number): string =>
  networkOf(forwarded(header('x-forwarded-for'), proxies) ?? peer);

/** The same for routes that use Hono directly. */
export const clientOf = (c: Context, proxies: number): string =>
  clientAddress({ peer: peerOf(c), header: (name) => c.req.header(name) }, proxies);

/** Whether an address is loopback: then it is a proxy that TRUST_PROXY does not count, with everybody behind it. */
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
