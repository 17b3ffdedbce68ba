import { Kind, Point, Tool } from './contract';
import { Editor } from './editor';
import { t } from './language';
import { Pieces } from './pieces';
import { Draft, extend, isComplete, isLine, newDraft, paints } from './shapes';
import { Signal } from './signal';
import { activeClass, tool, toolSize } from './state';
import { toast } from './toast';

// The shape that is being painted, by pointer or by keys.
export class Drafting {
  readonly draft = new Signal<Draft | null>(null);

  constructor(
    private readonly editor: Editor, private readonly pieces: Pieces, private readonly askForClass: () => void,
  ) {
    editor.id.onChange(() => (this.draft.value = null));
    for (const signal of [tool, activeClass]) signal.onChange(() => this.cancel());
  }

  // Pixels of the picture.
  get width(): number {
    const size = this.editor.opened.value?.size;
    return size ? Math.max(1, toolSize.value * Math.max(size.width, size.height)) : 1;
  }

  // False where there is nothing to paint in or nothing to paint.
  begin(of: Kind, byKeys: boolean, by: Tool = tool.value): boolean {
    if (!this.editor.opened.value?.size) return false;
    if (activeClass.value === null) {
      toast(t().nameClassFirst);
      this.askForClass();
      return false;
    }
    this.draft.value = newDraft(by, of, this.width, byKeys);
    return true;
  }

  add(point: Point, pressure = 1, least = 0): void {
    const draft = this.draft.value;
    if (!draft) return;
    extend(draft, point, pressure, least);
    this.changed(draft);
  }

  removeLast(): void {
    const draft = this.draft.value;
    if (!draft) return;
    draft.points.pop();
    draft.pressures.pop();
    if (draft.points.length === 0) this.cancel();
    else this.changed(draft);
  }

  finish(): void {
    const draft = this.draft.value;
    if (!draft) return;
    this.draft.value = null;
    if (!isComplete(draft)) this.editor.discard();
    else if (paints(draft)) this.editor.paint(draft);
    else if (isLine(draft.tool)) this.pieces.add(draft.tool, draft.points);
  }

  cancel(): void {
    if (!this.draft.value) return;
    this.draft.value = null;
    this.editor.discard();
  }

  private changed(draft: Draft): void {
    this.draft.tell();
    if (paints(draft)) this.editor.preview(draft);
  }
}
