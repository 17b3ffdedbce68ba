import { get, Refused, request } from './api';
import { Size } from './camera';
import {
  Decision, EditAnswer, isOpen, Masks, PaintTool, Picture, PictureDetail, Shape, Status, UndoAnswer,
} from './contract';
import { Latest } from './latest';
import { t } from './language';
import { Outbox } from './outbox';
import { PictureList, Place } from './picture_list';
import { imageOf, usualSide } from './pictures';
import { Draft, isComplete, shapesOf } from './shapes';
import { Signal } from './signal';
import { activeClass, classes } from './state';
import { MovedThreshold } from './threshold_steps';
import { announce, complain, toast } from './toast';

// The picture that is open, the one beside it, and all that a person does to them.

export interface Shown {
  picture: Picture;
  image: HTMLImageElement | null;
  masks: Masks | null;
}

export interface Opened extends Shown {
  size: Size | null;
  detail: PictureDetail | null;
}

export interface Pending {
  picture: number;
  classId: number;
  shapes: Shape[];
}

const previewSide = 1024;
const fullSide = 2048;

function sizeOf(picture: Picture, image: HTMLImageElement | null): Size | null {
  if (picture.width && picture.height) return { width: picture.width, height: picture.height };
  return image ? { width: image.naturalWidth, height: image.naturalHeight } : null;
}

const decided: Record<'accept' | 'reject', Status> = { accept: 'accepted', reject: 'empty' };

export class Editor {
  readonly id = new Signal<number | null>(null);
  readonly opened = new Signal<Opened | null>(null);
  readonly beside = new Signal<Shown | null>(null);
  // Painted, and not in the masks yet.
  readonly pending = new Signal<Pending[]>([]);
  private lastIndex = 0;
  private imageSide: number | null = usualSide; // of the open picture's image; null for its own
  private settled: { opened: Masks | null; beside: Masks | null } = { opened: null, beside: null };
  private readonly previews = new Latest();
  private draftNumber = 0;

  constructor(private readonly list: PictureList, private readonly outbox: Outbox) {}

  // Where the open picture is in the list, or was.
  get index(): number {
    const index = this.id.value === null ? null : this.list.indexOf(this.id.value);
    return (this.lastIndex = index ?? this.lastIndex);
  }

  async openAt(index: number): Promise<void> {
    const picture = await this.list.fetchAt(index);
    if (!picture) return;
    this.lastIndex = index;
    this.open(picture);
  }

  async openId(id: number): Promise<void> {
    const index = this.list.indexOf(id);
    if (index !== null) return this.openAt(index);
    this.open(await get<PictureDetail>(`/api/pictures/${id}`));
  }

  step(by: number): void {
    const total = this.list.total.value ?? 0;
    if (total === 0) return;
    const to = this.from(by > 0 ? 1 : -1) + by;
    void this.openAt(Math.min(total - 1, Math.max(0, to))).catch(complain);
  }

  async next(): Promise<void> {
    const place = await this.list.nextUndecided(this.from(1)).catch(() => null);
    this.goTo(place);
  }

  // A picture that has left the list (it no longer fits the filter) has made room for the one after it.
  private from(direction: 1 | -1): number {
    const index = this.index;
    const there = this.list.at(index);
    return direction === 1 && there && there.id !== this.id.value ? index - 1 : index;
  }

  private goTo(place: Place | null): void {
    if (!place) return announce(t().noneUndecided);
    this.lastIndex = place.index;
    this.open(place.picture);
  }

  private open(picture: Picture): void {
    if (this.id.value === picture.id) return;
    this.endPreviews();
    this.imageSide = usualSide;
    const wasBeside = this.beside.value?.picture.id === picture.id ? this.beside.value : null;
    this.settled = { opened: wasBeside ? this.settled.beside : null, beside: null };
    this.opened.value = {
      picture, detail: null, size: sizeOf(picture, wasBeside?.image ?? null),
      image: wasBeside?.image ?? null, masks: this.settled.opened,
    };
    this.id.value = picture.id;
    announce(`${picture.name}, ${t().statuses[picture.status]}`);
    void this.load(picture);
  }

  // The picture that is open first: who goes through many of them does not wait for those beside.
  private async load({ id, status }: Picture): Promise<void> {
    const beside = this.chooseBeside();
    if (status !== 'failed') await Promise.all([this.loadImage(id), this.reloadMasks(id)]).catch(() => undefined);
    await beside;
    if (id === this.id.value) await this.loadBeside();
  }

  private async loadImage(id: number): Promise<void> {
    const side = this.imageSide;
    const image = await imageOf(id, side).catch(() => null);
    await this.reloadDetail(id);
    if (side === this.imageSide) this.showImage(id, image);
  }

  private showImage(id: number, image: HTMLImageElement | null): void {
    const opened = this.opened.value;
    if (!image || !opened || opened.image === image) return;
    this.update(id, { image, size: sizeOf(opened.picture, image) });
  }

  // The file may be another one by now, or can be read at last.
  private async reload(id: number): Promise<void> {
    await this.reloadDetail(id);
    if (this.opened.value?.picture.status === 'failed') return;
    const side = this.imageSide;
    const image = await imageOf(id, side).catch(() => null);
    if (side === this.imageSide) this.showImage(id, image);
  }

  // The picture at its own size, for those who look closely.
  async loadFullImage(): Promise<void> {
    const id = this.id.value;
    if (id === null) return;
    const image = await imageOf(id, null).catch(() => null);
    if (!image || id !== this.id.value) return;
    this.imageSide = null;
    this.update(id, { image });
  }

  private async reloadDetail(id: number): Promise<void> {
    const detail = await get<PictureDetail>(`/api/pictures/${id}`);
    this.list.patch(detail);
    this.update(id, { detail, picture: detail, size: sizeOf(detail, this.opened.value?.image ?? null) });
  }

  private async reloadMasks(id: number): Promise<void> {
    const masks = await get<Masks>(`/api/pictures/${id}/masks?side=${fullSide}`);
    if (this.hasPending(id)) return;
    this.takeMasks(masks);
  }

  private takeMasks(masks: Masks): void {
    if (masks.picture === this.id.value) {
      this.settled.opened = masks;
      this.update(masks.picture, { masks });
    } else if (masks.picture === this.beside.value?.picture.id) {
      this.settled.beside = masks;
      this.beside.value = { ...this.beside.value, masks };
    }
  }

  private update(id: number, change: Partial<Opened>): void {
    const opened = this.opened.value;
    if (opened && opened.picture.id === id) this.opened.value = { ...opened, ...change };
  }

  private async chooseBeside(): Promise<void> {
    const total = this.list.total.value ?? 0;
    const at = this.index + 1 < total ? this.index + 1 : this.index - 1;
    const picture = at < 0 ? undefined : await this.list.fetchAt(at).catch(() => undefined);
    if (!picture || picture.id === this.id.value) return void (this.beside.value = null);
    this.settled.beside = null;
    this.beside.value = { picture, image: null, masks: null };
  }

  private async loadBeside(): Promise<void> {
    const picture = this.beside.value?.picture;
    if (!picture || picture.status === 'failed') return;
    await this.loadImageBeside(picture.id);
    await this.reloadMasks(picture.id).catch(() => undefined);
  }

  private async loadImageBeside(id: number): Promise<void> {
    const image = await imageOf(id, usualSide).catch(() => null);
    const beside = this.beside.value;
    if (image && beside?.picture.id === id && beside.image !== image) this.beside.value = { ...beside, image };
  }

  // An event told of a change.
  changed(id: number, revision: number): void {
    const masks = id === this.id.value ? this.settled.opened : this.settled.beside;
    if (masks && masks.picture === id && masks.revision >= revision) return;
    this.reread(id);
  }

  reread(id: number): void {
    if (id === this.id.value) void this.reload(id).catch(() => undefined);
    else if (id === this.beside.value?.picture.id) void this.loadImageBeside(id);
    if (id === this.id.value || id === this.beside.value?.picture.id)
      void this.reloadMasks(id).catch(() => undefined);
  }

  rereadAll(): void {
    if (this.id.value !== null) this.reread(this.id.value);
    if (this.beside.value) this.reread(this.beside.value.picture.id);
  }

  // ---- painting

  private hasPending(id: number): boolean {
    return this.pending.value.some((pending) => pending.picture === id);
  }

  // What the masks would be, while the stroke goes on; the answer to the last one asked for is shown.
  preview(draft: Draft<PaintTool>): void {
    const id = this.id.value;
    const classId = activeClass.value;
    if (id === null || classId === null || !isComplete(draft) || this.hasPending(id)) return;
    const number = this.draftNumber;
    const body = this.editBody(classId, shapesOf(draft), true);
    this.previews.run(async () => {
      const answer = await request<EditAnswer>('POST', `/api/pictures/${id}/edits`, { body });
      if (number === this.draftNumber) this.showPreview(answer);
    });
  }

  private showPreview(answer: EditAnswer): void {
    this.update(answer.masks.picture, { masks: answer.masks });
    const beside = this.beside.value;
    if (answer.beside && beside?.picture.id === answer.beside.picture)
      this.beside.value = { ...beside, masks: answer.beside };
  }

  private endPreviews(): void {
    this.draftNumber++;
    this.previews.forget();
  }

  private editBody(classId: number, shapes: Shape[], preview: boolean): unknown {
    const beside = this.beside.value;
    const named = beside && beside.picture.status !== 'failed' ? { beside: beside.picture.id } : {};
    return { class: classId, shapes, preview, side: preview ? previewSide : fullSide, ...named };
  }

  // Nothing came of it: what stood before is shown.
  discard(): void {
    this.endPreviews();
    const opened = this.opened.value;
    if (opened) this.update(opened.picture.id, { masks: this.settled.opened });
    const beside = this.beside.value;
    if (beside) this.beside.value = { ...beside, masks: this.settled.beside };
  }

  paint(draft: Draft<PaintTool>): void {
    const picture = this.id.value;
    const classId = activeClass.value;
    if (picture === null || classId === null || !isComplete(draft)) return this.discard();
    this.endPreviews();
    const shapes = shapesOf(draft);
    const pending: Pending = { picture, classId, shapes };
    this.pending.value = [...this.pending.value, pending];
    const answer = this.outbox.send<EditAnswer>(
      'POST', `/api/pictures/${picture}/edits`, this.editBody(classId, shapes, false));
    void this.settle(answer, picture, pending);
  }

  private async settle(answer: Promise<EditAnswer>, picture: number, pending: Pending | null): Promise<void> {
    try {
      const { masks, beside } = await answer;
      this.pending.value = this.pending.value.filter((one) => one !== pending);
      this.takeMasks(masks);
      if (beside) this.takeMasks(beside);
      if (picture === this.id.value) await this.reloadDetail(picture);
    } catch (error) {
      this.pending.value = this.pending.value.filter((one) => one !== pending);
      complain(error);
      this.reread(picture);
    }
  }

  setThreshold({ picture, classId, threshold }: MovedThreshold): Promise<void> {
    const body = { class: classId, threshold, side: fullSide };
    const answer = this.outbox.send<EditAnswer>('POST', `/api/pictures/${picture}/threshold`, body);
    return this.settle(answer, picture, null);
  }

  // ---- reviewing

  // Of one class, or of all (null). The list knows at once; the server's answer corrects it.
  async decide(decision: 'accept' | 'reject' | 'reopen', classId: number | null): Promise<void> {
    const opened = this.opened.value;
    if (!opened || opened.picture.status === 'failed') return;
    const { id } = opened.picture;
    const answer = this.outbox.send<PictureDetail>(
      'POST', `/api/pictures/${id}/review`, { decision, class: classId });
    if (decision !== 'reopen' && this.decidesAll(decision, classId))
      this.list.patch({ ...opened.picture, status: decided[decision] });
    try {
      const detail = await answer;
      this.list.patch(detail);
      this.update(id, { detail, picture: detail });
      await this.reloadMasks(id);
    } catch (error) {
      complain(error);
      this.reread(id);
    }
  }

  // Whether after this decision nothing that was found in the picture is undecided.
  private decidesAll(decision: 'accept' | 'reject', classId: number | null): boolean {
    if (classId === null || classes().length === 1) return true;
    const others = this.opened.value?.detail?.classes.filter((one) => one.class !== classId) ?? [];
    const found = others.some((one) => (one.painted || one.decision === 'accepted') && one.pixels > 0);
    return !others.some(isOpen) && !(decision === 'reject' && found);
  }

  async acceptAndGoOn(): Promise<void> {
    const from = this.from(1);
    if (this.isUnknown()) return toast(t().nothingToAccept);
    void this.decide('accept', null);
    announce(t().wasAccepted);
    this.goTo(await this.list.nextUndecided(from).catch(() => null));
  }

  // The class that is chosen is not in this picture; `all`: none is.
  async rejectAndGoOn(all: boolean): Promise<void> {
    const from = this.from(1);
    const classId = all ? null : activeClass.value;
    const goesOn = this.opened.value?.picture.status === 'failed' || this.decidesAll('reject', classId)
      || this.nothingLeft(classId);
    void this.decide('reject', classId);
    announce(t().wasRejected);
    if (goesOn) this.goTo(await this.list.nextUndecided(from).catch(() => null));
  }

  // To accept a picture of which nothing is known would say that it is empty.
  private isUnknown(): boolean {
    const opened = this.opened.value;
    return opened?.picture.status === 'todo' && !opened.detail?.classes.some((one) => one.origin !== null);
  }

  private nothingLeft(classId: number | null): boolean {
    return !this.opened.value?.detail?.classes.some((one) => one.class !== classId && isOpen(one));
  }

  decisionOf(classId: number): Decision {
    return this.opened.value?.detail?.classes.find((one) => one.class === classId)?.decision ?? 'undecided';
  }

  async undo(way: 'undo' | 'redo'): Promise<void> {
    try {
      const { change } = await this.outbox.send<UndoAnswer>('POST', `/api/${way}`);
      if (change.picture !== this.id.value) await this.openId(change.picture);
      this.reread(change.picture);
      announce(way === 'undo' ? t().wasUndone : t().wasRedone);
    } catch (error) {
      if (error instanceof Refused && error.status === 409)
        announce(way === 'undo' ? t().nothingToUndo : t().nothingToRedo);
      else complain(error);
    }
  }
}
