// Runs one task at a time; of those that are asked for meanwhile only the last one runs.
export class Latest {
  private running = false;
  private next: (() => Promise<void>) | null = null;

  run(task: () => Promise<void>): void {
    this.next = task;
    if (!this.running) void this.drain();
  }

  // What has not begun never does.
  forget(): void {
    this.next = null;
  }

  private async drain(): Promise<void> {
    this.running = true;
    for (let task = this.next; task; task = this.next) {
      this.next = null;
      await task().catch(() => undefined);
    }
    this.running = false;
  }
}

// Calls `task` at most once in so many milliseconds, the first time after that long.
export function throttled(milliseconds: number, task: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return () => {
    if (timer !== null) return;
    timer = setTimeout(() => {
      timer = null;
      task();
    }, milliseconds);
  };
}

// Calls `task` in the next frame, once however often it was asked for until then.
export function onceAFrame(task: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      task();
    });
  };
}
