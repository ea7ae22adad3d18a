import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The minimum of a broadcast: one `res.write` per viewer. A request to /push writes its body to all. */
const viewers = new Set<ServerResponse>();
const server = createServer((request, response) => {
  if (request.url === '/push') {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const bytes = Buffer.from(`event: data\nid: 1763694000000001\ndata: ${body}\n\n`);
      for (const viewer of viewers) viewer.write(bytes);
      response.writeHead(200, { 'content-length': 0 }).end();
    });
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 2000\n\n');
  viewers.add(response);
  response.on('close', () => viewers.delete(response));
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
process.on('disconnect', () => process.exit());
