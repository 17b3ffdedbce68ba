// Steps that make a mask larger or smaller. Several in a row are one change: it is sent when none has come for a while,
// and before anything else is said of any picture.

export interface MovedThreshold {
  picture: number;
  classId: number;
  threshold: number;
}

const pause = 180;

export class ThresholdSteps {
  private moved: MovedThreshold | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly send: (moved: MovedThreshold) => void) {}

  // Where the steps have led that are not sent yet.
  of(picture: number | null, classId: number): number | null {
    const { moved } = this;
    return moved && moved.picture === picture && moved.classId === classId ? moved.threshold : null;
  }

  move(to: MovedThreshold): void {
    if (this.of(to.picture, to.classId) === null) this.sendNow();
    if (this.timer !== null) clearTimeout(this.timer);
    this.moved = to;
    this.timer = setTimeout(() => this.sendNow(), pause);
  }

  sendNow(): void {
    const { moved } = this;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = this.moved = null;
    if (moved) this.send(moved);
  }
}
