import { BlockList, isIP } from 'node:net';

/** The hosts and networks that are allowed although they are private. */
export interface AllowList {
  hasHost(host: string, port: number): boolean;
  hasAddress(address: string): boolean;
}

const V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Everything but global unicast (2000::/3), and the parts of that which embed another address or are reserved. */
const V6 = ['::/3', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '4000::/2', '8000::/1'];

/** Whether an address is in one of the networks. One list per family: in one list, Node checks IPv4 against both. */
function listOf(networks: readonly string[]): (address: string) => boolean {
  const lists = { 4: new BlockList(), 6: new BlockList() };
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 6 : 4;
    if (bits === undefined) lists[family].addAddress(address, `ipv${family}`);
    else lists[family].addSubnet(address, Number(bits), `ipv${family}`);
  }
  return (address) => {
    const family = isIP(address);
    return (family === 4 || family === 6) && lists[family].check(address, `ipv${family}`);
  };
}

/** Loopback, private and reserved addresses (IANA special-purpose registries). */
const isSpecial = listOf([...V4, ...V6]);

/** Whether this is a public internet address; false for anything that is not an address. */
export const isPublic = (address: string): boolean => isIP(address) !== 0 && !isSpecial(address);

/** Whether this is a valid allow-list entry: `host`, `host:port`, an address or a network like `10.0.0.0/8`. */
export const isAllowEntry = (entry: string): boolean =>
  isNetwork(entry) || /^(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?)(:\d{1,5})?$/i.test(entry);

function isNetwork(entry: string): boolean {
  const [address = '', bits = '0', ...rest] = entry.split('/');
  const family = isIP(address);
  return family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32);
}

/** @param entries validated by `isAllowEntry` */
export function createAllowList(entries: readonly string[]): AllowList {
  const networks = listOf(entries.filter(isNetwork));
  const hosts = new Set(entries.filter((entry) => !isNetwork(entry)).map((entry) => entry.toLowerCase()));
  return {
    hasHost: (host, port) => hosts.has(host.toLowerCase()) || hosts.has(`${host.toLowerCase()}:${port}`),
    hasAddress: networks,
  };
}
