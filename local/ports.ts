/** Ports of this machine: which are taken, and which are free to use. */

import { connect, createServer, type AddressInfo } from 'node:net';

/** True when somebody answers there, or when we may not listen there. */
export async function portIsTaken(port: number, hosts: readonly string[] = ['127.0.0.1']): Promise<boolean> {
  if (await answers(port)) return true;
  for (const host of hosts) {
    if (!(await canListen(port, host))) return true;
  }
  return false;
}

/** Free a moment ago; asked for together, so that no two are the same. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0, '127.0.0.1')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 });
    const done = (taken: boolean) => (): void => {
      socket.destroy();
      resolve(taken);
    };
    socket.once('connect', done(true)).once('timeout', done(true)).once('error', done(false));
  });
}

async function canListen(port: number, host: string): Promise<boolean> {
  try {
    const server = await listen(port, host);
    await new Promise((resolve) => server.close(resolve));
    return true;
  } catch (error) {
    // A machine without IPv6 cannot listen there, and so can nobody else.
    const code = (error as NodeJS.ErrnoException).code;
    return code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL';
  }
}

function listen(port: number, host: string): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      resolve(server);
    });
  });
}
