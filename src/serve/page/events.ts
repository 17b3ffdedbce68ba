import { admitted, get, reachable } from './api';
import { Job, Project } from './contract';

// The server's events. A connection that breaks is made again; then all that is shown is read anew.

export interface Listeners {
  picture: (id: number, revision: number) => void;
  job: (job: Job) => void;
  project: () => void;
  connected: () => void; // for the first time, or again
}

const retryAfter = 1000;
const idleAfter = 20_000; // of a hidden page: browsers lend six connections to all pages of a server

export class Events {
  private source: EventSource | null = null;
  private idle: ReturnType<typeof setTimeout> | null = null;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private isAsking = false;

  constructor(private readonly listeners: Listeners) {
    document.addEventListener('visibilitychange', () => this.visibilityChanged());
    this.connect();
  }

  private connect(): void {
    const source = new EventSource('/api/events');
    this.source = source;
    source.onopen = () => this.connected();
    source.onerror = () => this.broken(source);
    this.listen(source, 'picture', (data: { id: number; revision: number }) =>
      this.listeners.picture(data.id, data.revision));
    this.listen(source, 'job', (data: Job) => this.listeners.job(data));
    this.listen(source, 'project', () => this.listeners.project());
  }

  private listen<T>(source: EventSource, name: string, listener: (data: T) => void): void {
    source.addEventListener(name, (event) => listener(JSON.parse((event as MessageEvent<string>).data) as T));
  }

  private connected(): void {
    reachable.value = true;
    this.listeners.connected();
  }

  private broken(source: EventSource): void {
    source.close();
    if (source !== this.source) return;
    this.source = null;
    this.tryLater();
  }

  private tryLater(): void {
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.tryAgain(), retryAfter);
  }

  private get isWanted(): boolean {
    return this.source === null && !document.hidden && admitted.value;
  }

  // An EventSource does not tell a missing server from an unknown token; a request does. One at a time is asked: the
  // page may be hidden and seen again meanwhile.
  private async tryAgain(): Promise<void> {
    if (!this.isWanted || this.isAsking) return;
    this.isAsking = true;
    const isThere = await get<Project>('/api/project').then(() => true, () => false);
    this.isAsking = false;
    if (!this.isWanted) return;
    if (isThere) this.connect();
    else this.tryLater();
  }

  private visibilityChanged(): void {
    if (this.idle !== null) clearTimeout(this.idle);
    this.idle = null;
    if (!document.hidden) void this.tryAgain();
    else this.idle = setTimeout(() => {
      this.source?.close();
      this.source = null;
    }, idleAfter);
  }
}
