// `panet serve`, as a child of the test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const program = process.env.PANET;
if (!program) throw new Error('PANET has to be the path of the program');

export class Server {
  static async start(folder, { port = 0, env = {}, token = null } = {}) {
    const server = new Server();
    const known = token === null ? [] : ['--token', token];
    server.child = spawn(program, ['serve', '--port', String(port), '--no-browser', '--json', ...known, folder],
      { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    server.ended = once(server.child, 'exit');
    const { address, project, ...said } = await server.firstLine();
    Object.assign(server, { address: address.replace(/\/?(\?.*)?$/, '/'), token: said.token, project, folder });
    server.port = Number(new URL(address).port);
    return server;
  }

  async firstLine() {
    let text = '';
    for await (const piece of this.child.stdout) {
      text += piece;
      if (text.includes('\n')) return JSON.parse(text.slice(0, text.indexOf('\n')));
    }
    throw new Error(`panet serve ended before it printed its address: ${text}`);
  }

  // The address that the program prints for a person to open.
  get door() {
    return `${this.address}?token=${this.token}`;
  }

  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async stop() {
    this.child.kill('SIGTERM');
    await this.ended;
  }

  async api(path, { method = 'GET', body, raw = false } = {}) {
    const response = await fetch(new URL(path, this.address), {
      method,
      headers: { Authorization: `Bearer ${this.token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (raw) return response;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async pictures(query = '') {
    return (await this.api(`/api/pictures?limit=500${query}`)).pictures;
  }

  async picture(name) {
    const found = (await this.pictures()).find((one) => one.name === name);
    return this.api(`/api/pictures/${found.id}`);
  }
}
