// Steps that make a mask larger or smaller. Several in a row are one change: it is sent when none has come for a while,
// and before anything else is said of any picture.

export interface MovedThreshold {
  picture: number;
  classId: number;
  threshold: number;
}

const pause = 180;

export class ThresholdSteps {
  private moved: MovedThreshold | null = null; // and not sent yet
  private sent: MovedThreshold | null = null; // and not answered yet
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly send: (moved: MovedThreshold) => Promise<void>) {}

  // Where the steps have led of which the server has said nothing yet.
  of(picture: number | null, classId: number): number | null {
    const last = [this.moved, this.sent].find((one) => one?.picture === picture && one.classId === classId);
    return last?.threshold ?? null;
  }

  move(to: MovedThreshold): void {
    if (this.moved?.picture !== to.picture || this.moved.classId !== to.classId) this.sendNow();
    if (this.timer !== null) clearTimeout(this.timer);
    this.moved = to;
    this.timer = setTimeout(() => this.sendNow(), pause);
  }

  sendNow(): void {
    const { moved } = this;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = this.moved = null;
    if (!moved) return;
    this.sent = moved;
    void this.send(moved).finally(() => {
      if (this.sent === moved) this.sent = null;
    });
  }
}
