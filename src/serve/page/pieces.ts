import { get } from './api';
import { LineKind, PicturePieces, PieceLine } from './contract';
import { Editor } from './editor';
import { Latest } from './latest';
import { t } from './language';
import { Outbox } from './outbox';
import { isLine } from './shapes';
import { Signal } from './signal';
import { simplified } from './simplified';
import { activeClass, classOf, project, tool } from './state';
import { announce, complain, toast } from './toast';

// Which pixels of the active class are one object in the open picture, and the lines that say so where it is not what
// hangs together. They are read while a tool that changes them is chosen.

const side = 2048;

interface PendingLine {
  picture: number;
  line: PieceLine;
}

export class Pieces {
  readonly shown = new Signal<PicturePieces | null>(null);
  // Drawn, and not in the pieces yet.
  readonly pending = new Signal<PendingLine[]>([]);
  private readonly reading = new Latest();
  private wanted = '';

  constructor(private readonly editor: Editor, private readonly outbox: Outbox) {
    for (const signal of [tool, activeClass, editor.opened, project]) signal.watch(() => this.refresh());
  }

  private refresh(): void {
    const [picture, classId] = [this.editor.id.value, activeClass.value];
    const key = isLine(tool.value) ? this.keyOf(picture, classId) : '';
    if (key === this.wanted) return;
    this.wanted = key;
    const shown = this.shown.value;
    if (key === '' || shown?.picture !== picture || shown?.class !== classId) this.shown.value = null;
    const path = `/api/pictures/${picture}/pieces?class=${classId}&side=${side}`;
    if (key !== '') this.reading.run(() => this.read(key, path));
  }

  // What the pieces depend on; empty where there are none.
  private keyOf(picture: number | null, classId: number | null): string {
    const opened = this.editor.opened.value;
    if (!opened?.masks || opened.picture.id !== picture || !classOf(classId)) return '';
    return `${picture} ${opened.masks.revision} ${classId} ${classOf(classId)?.one_piece}`;
  }

  private async read(key: string, path: string): Promise<void> {
    const pieces = await get<PicturePieces>(path);
    if (key === this.wanted) this.shown.value = pieces;
  }

  add(kind: LineKind, points: PieceLine['points']): void {
    const [picture, classId] = [this.editor.id.value, activeClass.value];
    if (picture === null || classId === null) return;
    const one = classOf(classId);
    if (one?.one_piece) return toast(t().onePieceIsWhole(one.name));
    const line: PieceLine = { kind, points: simplified(points, this.tolerance()) };
    const pending: PendingLine = { picture, line };
    this.pending.value = [...this.pending.value, pending];
    void this.send('POST', `/api/pictures/${picture}/pieces`, { class: classId, lines: [line], side })
      .finally(() => (this.pending.value = this.pending.value.filter((other) => other !== pending)));
  }

  // Of a line that a hand draws, in pixels of the picture: what is hardly seen where all of it is in view.
  private tolerance(): number {
    const size = this.editor.opened.value?.size;
    return size ? Math.max(0.5, Math.max(size.width, size.height) / 2000) : 0.5;
  }

  // All pieces of the class are again what hangs together.
  forgetLines(): void {
    const [picture, classId] = [this.editor.id.value, activeClass.value];
    if (picture === null || classId === null) return;
    if (this.shown.value?.lines.length === 0) return announce(t().noLines);
    void this.send('DELETE', `/api/pictures/${picture}/pieces?class=${classId}&side=${side}`);
  }

  private async send(method: string, path: string, body?: unknown): Promise<void> {
    try {
      const pieces = await this.outbox.send<PicturePieces>(method, path, body);
      const isShown = pieces.picture === this.editor.id.value && pieces.class === activeClass.value;
      if (isShown && isLine(tool.value)) this.shown.value = pieces;
      announce(t().piecesAre(pieces.pieces.length));
    } catch (error) {
      complain(error);
    }
  }
}
