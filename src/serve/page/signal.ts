// A value that tells those who watch it when it changes.
export class Signal<T> {
  private readonly watchers = new Set<(value: T) => void>();

  constructor(private current: T) {}

  get value(): T {
    return this.current;
  }

  set value(next: T) {
    if (next === this.current) return;
    this.current = next;
    this.tell();
  }

  // After a change within the value.
  tell(): void {
    for (const watcher of [...this.watchers]) watcher(this.current);
  }

  watch(watcher: (value: T) => void): void {
    this.watchers.add(watcher);
    watcher(this.current);
  }

  // From the next change on.
  onChange(watcher: (value: T) => void): void {
    this.watchers.add(watcher);
  }
}
