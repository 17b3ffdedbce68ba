import { toPicture, toScreen } from './camera';
import { CanvasView } from './canvas_view';
import { Kind, Point, Tool } from './contract';
import { Drafting } from './drafting';
import { isLine, otherLine } from './shapes';
import { kind, tool } from './state';

// Mouse, pen and fingers on the canvas: one finger paints, two move and zoom.

const middleButton = 1;
const rightButton = 2;
const penEraser = 32;
const closing = 10; // pixels of the screen around a polygon's first point
const leastStep = 1.5;

export function otherKind(of: Kind): Kind {
  return of === 'object' ? 'surroundings' : 'object';
}

export class Pointer {
  // While the space bar is down, dragging moves the picture.
  spaceIsDown = false;
  spaceWasUsed = false;
  private panning: Point | null = null;
  private painting: number | null = null; // the pointer that paints
  private readonly fingers = new Map<number, Point>();

  constructor(private readonly view: CanvasView, private readonly drafting: Drafting) {
    const { canvas } = view;
    const listen = (name: 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel' | 'pointerleave',
      handler: (event: PointerEvent) => void) => canvas.addEventListener(name, handler);
    listen('pointerdown', (event) => this.down(event));
    listen('pointermove', (event) => this.moved(event));
    listen('pointerup', (event) => this.up(event));
    listen('pointercancel', (event) => this.cancelled(event));
    listen('pointerleave', () => this.left());
    canvas.addEventListener('mousedown', (event) => this.leaveFields(event));
    canvas.addEventListener('dblclick', () => this.closePolygon());
    canvas.addEventListener('contextmenu', (event) => event.preventDefault());
    canvas.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
  }

  // A click takes the focus from where it was and does not give it to the canvas: that is for those who come by Tab.
  private leaveFields(event: MouseEvent): void {
    event.preventDefault();
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }

  private at(event: MouseEvent): Point {
    const box = this.view.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private inPicture(event: MouseEvent): Point {
    return toPicture(this.view.camera, this.at(event));
  }

  private down(event: PointerEvent): void {
    this.view.canvas.setPointerCapture(event.pointerId);
    this.view.cross = null;
    if (event.pointerType === 'touch' && this.fingerDown(event)) return;
    if (event.button === middleButton || this.spaceIsDown) this.startPan(event);
    else if (event.button === 0 || event.button === rightButton || event.buttons & penEraser) this.paint(event);
  }

  // True from the second finger on.
  private fingerDown(event: PointerEvent): boolean {
    this.fingers.set(event.pointerId, this.at(event));
    if (this.fingers.size < 2) return false;
    if (this.painting !== null) this.drafting.cancel();
    this.painting = null;
    return true;
  }

  private startPan(event: PointerEvent): void {
    event.preventDefault();
    this.panning = this.at(event);
    this.spaceWasUsed = true;
    this.view.canvas.classList.add('panning');
  }

  private paint(event: PointerEvent): void {
    const opposite = event.button === rightButton || event.altKey;
    const of = opposite ? otherKind(kind.value) : kind.value;
    if (tool.value === 'polygon' && this.drafting.draft.value) return this.addCorner(event);
    const by = event.buttons & penEraser ? 'eraser' : this.toolOf(opposite);
    if (!this.drafting.begin(of, false, by)) return;
    if (by !== 'polygon') this.painting = event.pointerId;
    this.drafting.add(this.inPicture(event), this.pressure(event));
  }

  private toolOf(opposite: boolean): Tool {
    return opposite && isLine(tool.value) ? otherLine(tool.value) : tool.value;
  }

  private pressure(event: PointerEvent): number {
    return event.pointerType === 'pen' && event.pressure > 0 ? event.pressure : 1;
  }

  private addCorner(event: PointerEvent): void {
    const points = this.drafting.draft.value?.points ?? [];
    const [first] = points;
    const [x, y] = this.at(event);
    const [fx, fy] = first ? toScreen(this.view.camera, first) : [Infinity, Infinity];
    if (points.length > 2 && Math.hypot(x - fx, y - fy) < closing) this.drafting.finish();
    else this.drafting.add(this.inPicture(event), 1, leastStep / this.view.camera.scale);
  }

  private closePolygon(): void {
    if (this.drafting.draft.value?.tool === 'polygon') this.drafting.finish();
  }

  private moved(event: PointerEvent): void {
    if (this.fingers.size >= 2) return this.pinch(event);
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, this.at(event));
    this.view.hover = event.pointerType === 'touch' ? null : this.at(event);
    if (this.panning) {
      const [x, y] = this.at(event);
      this.view.pan(x - this.panning[0], y - this.panning[1]);
      this.panning = [x, y];
    } else if (this.painting === event.pointerId) {
      this.drawOn(event);
    }
    this.view.draw();
  }

  private drawOn(event: PointerEvent): void {
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length > 0 ? moves : [event])
      this.drafting.add(this.inPicture(move), this.pressure(move), leastStep / this.view.camera.scale);
  }

  private pinch(event: PointerEvent): void {
    const before = this.spread();
    this.fingers.set(event.pointerId, this.at(event));
    const after = this.spread();
    this.view.pan(after.middle[0] - before.middle[0], after.middle[1] - before.middle[1]);
    if (before.distance > 0) this.view.zoom(after.distance / before.distance, after.middle);
  }

  private spread(): { middle: Point; distance: number } {
    const [a = [0, 0], b = [0, 0]] = [...this.fingers.values()];
    return {
      middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2],
      distance: Math.hypot(a[0] - b[0], a[1] - b[1]),
    };
  }

  private up(event: PointerEvent): void {
    this.fingers.delete(event.pointerId);
    this.endPan();
    if (this.painting !== event.pointerId) return;
    this.painting = null;
    this.drafting.finish();
  }

  private cancelled(event: PointerEvent): void {
    this.fingers.delete(event.pointerId);
    this.endPan();
    if (this.painting !== event.pointerId) return;
    this.painting = null;
    this.drafting.cancel();
  }

  private endPan(): void {
    this.panning = null;
    this.view.canvas.classList.remove('panning');
  }

  private left(): void {
    this.view.hover = null;
    this.view.draw();
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 24 : 1;
    this.view.zoom(Math.exp(-event.deltaY * lines * 0.0018), this.at(event));
  }
}
