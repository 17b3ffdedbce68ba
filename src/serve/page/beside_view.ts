import { fitted } from './camera';
import { drawAreas, drawOutlines, drawPicture } from './canvas_drawing';
import { h, leaveAfterClick } from './dom';
import { Editor, Shown } from './editor';
import { language, t } from './language';
import { OverlayKeeper } from './overlay';
import { onResolutionChange } from './resolution';
import { activeClass, classOf, colourVersion, masksHidden, opacity, project } from './state';

// The picture after the open one, small: what is painted here shows there, too.
export class BesideView {
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  private readonly name = h('span', { class: 'name' });
  readonly element: HTMLElement;
  private readonly overlay = new OverlayKeeper();

  constructor(private readonly editor: Editor) {
    this.element = h('button', {
      class: 'beside', title: () => t().besideHint,
      onclick: (event: MouseEvent) => {
        const beside = editor.beside.value;
        if (beside) void editor.openId(beside.picture.id);
        leaveAfterClick(event);
      },
    }, this.canvas, this.name);
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    onResolutionChange(() => this.draw());
    for (const signal of [editor.beside, project, activeClass, opacity, masksHidden, language])
      signal.onChange(() => this.draw());
    this.draw();
  }

  private draw(): void {
    const beside = this.editor.beside.value;
    this.element.hidden = beside === null;
    if (!beside) return;
    this.name.textContent = `${t().beside}: ${beside.picture.name}`;
    const view = { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
    this.canvas.width = Math.round(view.width * devicePixelRatio);
    this.canvas.height = Math.round(view.height * devicePixelRatio);
    const context = this.canvas.getContext('2d');
    if (!context || !beside.image) return;
    context.scale(devicePixelRatio, devicePixelRatio);
    this.drawShown(context, beside, beside.image, view);
  }

  private drawShown(
    context: CanvasRenderingContext2D, { picture, masks }: Shown, image: HTMLImageElement,
    view: { width: number; height: number },
  ): void {
    const size = { width: picture.width ?? image.naturalWidth, height: picture.height ?? image.naturalHeight };
    const camera = fitted(size, view, 0);
    drawPicture(context, camera, size, image);
    if (!masks || masksHidden.value) return;
    const overlay = this.overlay.of(masks, colourVersion(), (id) => classOf(id)?.colour ?? null);
    drawAreas(context, camera, size, overlay, opacity.value);
    drawOutlines(context, camera, size, overlay, activeClass.value);
  }
}
