import { Camera, fitted, kept, Size, toPicture, toScreen, zoomed } from './camera';
import {
  drawAreas, drawCross, drawHandles, drawOutlines, drawPicture, drawShape, drawToolCircle,
} from './canvas_drawing';
import { PaintTool, PicturePieces, Point, Shape } from './contract';
import { h } from './dom';
import { Drafting } from './drafting';
import { Editor, Opened } from './editor';
import { language, t } from './language';
import { onceAFrame } from './latest';
import { OverlayKeeper } from './overlay';
import { drawNumbers, drawPieceLine, drawPieces } from './piece_drawing';
import { marksOf, PieceMarks } from './piece_overlay';
import { Pieces } from './pieces';
import { usualSide } from './pictures';
import { onResolutionChange } from './resolution';
import { Draft, hasWidth, isLine, paints } from './shapes';
import {
  activeClass, classOf, colourVersion, masksHidden, opacity, project, tool, toolSize,
} from './state';

// The picture, large: what part of it is seen, and what is drawn over it.

const margin = 24;

function shapeOf(draft: Draft<PaintTool>, hover: Point | null): Shape {
  const follows = hover && !hasWidth(draft.tool) && draft.points.length > 0;
  const points = follows && !(draft.tool === 'box' && draft.points.length === 2)
    ? [...draft.points, hover] : draft.points;
  const shape: Shape = { tool: draft.tool, of: draft.of, points };
  if (hasWidth(draft.tool)) shape.width = draft.width;
  return shape;
}

export class CanvasView {
  readonly canvas = h('canvas', {
    tabindex: 0, role: 'application', 'aria-label': () => t().canvas, 'aria-describedby': 'canvas-keys',
  });
  private readonly notice = h('div', { class: 'notice' });
  readonly element = h('div', { class: 'work', id: 'work' }, this.canvas, this.notice,
    h('p', { id: 'canvas-keys', class: 'unseen' }, () => t().canvasKeys));
  camera: Camera = { scale: 1, x: 0, y: 0 };
  view: Size = { width: 1, height: 1 };
  private ratio = 0; // pixels of the screen to one of the page, as the canvas was measured
  // Where the pointer is, and where keys paint; pixels of the canvas and of the picture.
  hover: Point | null = null;
  cross: Point | null = null;
  private fittedId: number | null = null;
  private fittedSize = '';
  private isFitted = true;
  private readonly overlay = new OverlayKeeper();
  private marks: PieceMarks | null = null;
  readonly draw = onceAFrame(() => this.drawNow());

  constructor(
    private readonly editor: Editor, private readonly drafting: Drafting, private readonly pieces: Pieces,
  ) {
    new ResizeObserver(() => this.measure()).observe(this.element);
    onResolutionChange(() => this.measure());
    editor.opened.watch((opened) => this.shown(opened));
    pieces.shown.onChange((shown) => this.showPieces(shown));
    for (const signal of [
      drafting.draft, editor.pending, pieces.pending, project, activeClass, tool, toolSize, opacity, masksHidden,
      language,
    ]) signal.onChange(() => this.draw());
  }

  get pictureSize(): Size | null {
    return this.editor.opened.value?.size ?? null;
  }

  private measure(): void {
    this.view = { width: this.element.clientWidth, height: this.element.clientHeight };
    this.ratio = devicePixelRatio;
    this.canvas.width = Math.round(this.view.width * this.ratio);
    this.canvas.height = Math.round(this.view.height * this.ratio);
    if (this.isFitted) this.fit();
    this.drawNow();
  }

  private shown(opened: Opened | null): void {
    this.notice.textContent = opened?.picture.failure ?? (opened ? '' : this.whyNothing());
    this.notice.hidden = this.notice.textContent === '';
    const size = opened?.size;
    const key = size ? `${size.width}x${size.height}` : '';
    if (opened && size && (this.fittedId !== opened.picture.id || key !== this.fittedSize)) {
      this.fittedId = opened.picture.id;
      this.fittedSize = key;
      this.cross = null;
      this.fit();
    }
    this.draw();
  }

  private showPieces(shown: PicturePieces | null): void {
    this.marks = shown && marksOf(shown);
    const { dataset } = this.canvas;
    if (shown) dataset['pieces'] = String(shown.pieces.length); // for programs that drive the page
    else delete dataset['pieces'];
    this.draw();
  }

  private whyNothing(): string {
    return project.value?.pictures.total === 0 ? t().noPictures : t().noPicture;
  }

  fit(): void {
    if (this.pictureSize) this.camera = fitted(this.pictureSize, this.view, margin);
    this.isFitted = true;
    this.draw();
  }

  zoom(factor: number, at: Point = [this.view.width / 2, this.view.height / 2]): void {
    if (!this.pictureSize) return;
    const least = Math.min(fitted(this.pictureSize, this.view, margin).scale, 1) / 4;
    this.move(zoomed(this.camera, factor, at, least));
  }

  pan(dx: number, dy: number): void {
    this.move({ ...this.camera, x: this.camera.x + dx, y: this.camera.y + dy });
  }

  private move(camera: Camera): void {
    if (!this.pictureSize) return;
    this.camera = kept(camera, this.pictureSize, this.view);
    this.isFitted = false;
    this.lookClosely();
    this.draw();
  }

  // Where a pixel of the image would cover more than one of the screen, and there are more to be had.
  private lookClosely(): void {
    const image = this.editor.opened.value?.image;
    const size = this.pictureSize;
    if (!image || !size || Math.max(size.width, size.height) <= usualSide) return;
    const isFull = image.naturalWidth >= size.width;
    const detail = image.naturalWidth / size.width;
    if (!isFull && this.camera.scale * devicePixelRatio > 1.2 * detail) void this.editor.loadFullImage();
  }

  // Moves the cross hair by pixels of the screen; it begins in the middle, and stays in the picture and in view.
  moveCross(dx: number, dy: number): void {
    const size = this.pictureSize;
    if (!size) return;
    const middle: Point = toPicture(this.camera, [this.view.width / 2, this.view.height / 2]);
    const [x, y] = this.cross ?? middle;
    this.cross = [
      Math.min(size.width, Math.max(0, x + dx / this.camera.scale)),
      Math.min(size.height, Math.max(0, y + dy / this.camera.scale)),
    ];
    const [sx, sy] = toScreen(this.camera, this.cross);
    const outside = (at: number, span: number) => Math.min(0, span - 20 - at) + Math.max(0, 20 - at);
    this.pan(outside(sx, this.view.width), outside(sy, this.view.height));
  }

  private drawNow(): void {
    if (this.ratio !== devicePixelRatio) return this.measure();
    const context = this.canvas.getContext('2d');
    if (!context) return;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.view.width, this.view.height);
    const opened = this.editor.opened.value;
    if (!opened?.size) return;
    this.tellWhere(opened.size);
    if (opened.image) {
      drawPicture(context, this.camera, opened.size, opened.image);
      if (!masksHidden.value) this.drawMasks(context, opened, opened.size);
    }
    this.drawPending(context, opened);
    this.drawDraft(context);
    this.drawCursor(context);
  }

  // Where the picture lies in the canvas, for programs that drive the page.
  private tellWhere(size: Size): void {
    const { x, y, scale } = this.camera;
    this.canvas.dataset['picture'] = [x, y, size.width * scale, size.height * scale].map(Math.round).join(' ');
  }

  private drawMasks(context: CanvasRenderingContext2D, opened: Opened, size: Size): void {
    if (!opened.masks) return;
    const overlay = this.overlay.of(opened.masks, colourVersion(), (id) => classOf(id)?.colour ?? null);
    drawAreas(context, this.camera, size, overlay, opacity.value);
    drawOutlines(context, this.camera, size, overlay, activeClass.value);
    this.drawPieces(context, size);
  }

  private drawPieces(context: CanvasRenderingContext2D, size: Size): void {
    if (!this.marks) return;
    drawPieces(context, this.camera, size, this.marks);
    for (const line of this.pieces.shown.value?.lines ?? []) drawPieceLine(context, this.camera, line);
    drawNumbers(context, this.camera, size, this.marks);
  }

  private colourOf(classId: number | null): string {
    return classOf(classId)?.colour ?? '#ffffff';
  }

  private drawPending(context: CanvasRenderingContext2D, opened: Opened): void {
    for (const pending of this.editor.pending.value) {
      if (pending.picture !== opened.picture.id) continue;
      for (const shape of pending.shapes)
        drawShape(context, this.camera, shape, this.colourOf(pending.classId), true);
    }
    for (const { picture, line } of this.pieces.pending.value)
      if (picture === opened.picture.id) drawPieceLine(context, this.camera, line);
  }

  private drawDraft(context: CanvasRenderingContext2D): void {
    const draft = this.drafting.draft.value;
    if (!draft) return;
    const at = draft.byKeys ? this.cross : this.hover && toPicture(this.camera, this.hover);
    if (paints(draft)) drawShape(context, this.camera, shapeOf(draft, at), this.colourOf(activeClass.value), false);
    else if (isLine(draft.tool))
      drawPieceLine(context, this.camera, { kind: draft.tool, points: at ? [...draft.points, at] : draft.points });
    if (draft.tool === 'polygon') drawHandles(context, this.camera, draft.points);
  }

  private drawCursor(context: CanvasRenderingContext2D): void {
    if (this.cross) drawCross(context, toScreen(this.camera, this.cross));
    if (!hasWidth(tool.value)) return;
    const width = this.drafting.width * this.camera.scale;
    const at = this.hover ?? (this.cross ? toScreen(this.camera, this.cross) : null);
    if (at) drawToolCircle(context, at, width, tool.value === 'eraser');
  }
}
