import { admitted, Refused, replaced, request, Unreachable } from './api';
import { Signal } from './signal';

// What a person did and the server has not confirmed yet. It is sent in order, one at a time, again and again while the
// server is away or its disk has no room, and kept over a reload of the page.

interface Letter {
  key: string; // it may arrive while its answer is lost: what comes twice with one key is done once
  method: string;
  path: string;
  body: unknown;
}

interface Waiting {
  letter: Letter;
  done: (answer: unknown) => void;
  refused: (error: unknown) => void;
}

const longestWait = 4000;

function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

// The server is away, busy, does not know who asks, or has no room; or it has another project for a while.
function isPassing(error: unknown): boolean {
  if (!(error instanceof Refused)) return error instanceof Unreachable;
  return [401, 429, 503, 507].includes(error.status) || error.code === 'other_project';
}

// Its disk is full, or fails. Nothing else on the page says so, and it is for the person to make room.
function isOfStorage(error: unknown): boolean {
  return error instanceof Refused && error.status === 507;
}

export class Outbox {
  // How many are not confirmed.
  readonly waiting = new Signal(0);
  private readonly queue: Waiting[] = [];
  private sending = false;
  private wake: (() => void) | null = null;
  private before: () => void = () => undefined;

  // `store`: the name under which letters are kept; those of an earlier page are sent first, and `complain` is told where
  // one is refused. It is told of a full disk, too, once until there is room.
  constructor(private readonly store: string, private readonly complain: (error: unknown) => void) {
    for (const letter of this.kept())
      this.queue.push({ letter, done: () => undefined, refused: complain });
    this.changed();
    void this.sendAll();
    window.addEventListener('beforeunload', (event) => {
      if (this.queue.length > 0 && admitted.value && !replaced.value) event.preventDefault();
    });
  }

  // `task` is called before each letter, and before the page goes: what was put off is sent first.
  beforeEach(task: () => void): void {
    this.before = task;
    window.addEventListener('pagehide', task);
  }

  send<T>(method: string, path: string, body: unknown = {}): Promise<T> {
    this.before();
    return new Promise<T>((resolve, reject) => {
      this.queue.push({
        letter: { key: newKey(), method, path, body },
        done: (answer) => resolve(answer as T),
        refused: reject,
      });
      this.changed();
      void this.sendAll();
    });
  }

  // The server is there again.
  retryNow(): void {
    this.wake?.();
  }

  private kept(): Letter[] {
    try {
      return JSON.parse(sessionStorage.getItem(this.store) ?? '[]') as Letter[];
    } catch {
      return [];
    }
  }

  private changed(): void {
    this.waiting.value = this.queue.length;
    const letters = this.queue.map((waiting) => waiting.letter);
    try {
      if (letters.length === 0) sessionStorage.removeItem(this.store);
      else sessionStorage.setItem(this.store, JSON.stringify(letters));
    } catch {
      // The browser's storage is full: they are in memory still.
    }
  }

  private async sendAll(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    let failures = 0, isTold = false;
    for (let first = this.queue[0]; first; first = this.queue[0]) {
      const hindrance = await this.hindrance(first);
      if (hindrance === null) {
        failures = 0;
        isTold = false;
        continue;
      }
      if (isOfStorage(hindrance) && !isTold) {
        this.complain(hindrance);
        isTold = true;
      }
      await this.pause(Math.min(longestWait, 300 * 2 ** failures++));
    }
    this.sending = false;
  }

  // Why a letter has to be sent again; null where it has left.
  private async hindrance({ letter, done, refused }: Waiting): Promise<unknown> {
    try {
      const answer = await request(letter.method, letter.path, { key: letter.key, body: letter.body });
      this.leave();
      done(answer);
    } catch (error) {
      if (isPassing(error)) return error;
      this.leave();
      refused(error);
    }
    return null;
  }

  private leave(): void {
    this.queue.shift();
    this.changed();
  }

  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
