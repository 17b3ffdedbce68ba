import { admitted, bindTo, get, replaced } from './api';
import { BesideView } from './beside_view';
import { CanvasView } from './canvas_view';
import { ClassPanel } from './class_panel';
import { listenToKeys } from './commands';
import { Project } from './contract';
import { byId, h } from './dom';
import { Drafting } from './drafting';
import { Editor } from './editor';
import { Events } from './events';
import { filters } from './filters';
import { Gallery } from './gallery';
import { gate } from './gate';
import { goneBanner, header, savedMark } from './header';
import { takeReport } from './job_reports';
import { t } from './language';
import { throttled } from './latest';
import { Outbox } from './outbox';
import { PictureList } from './picture_list';
import { Pieces } from './pieces';
import { Pointer } from './pointer';
import { reviewBar } from './review_bar';
import { activeClass, classOf, classes, filter, gridOnly, job, project } from './state';
import { applyTheme } from './theme';
import { complain } from './toast';
import { toolBar } from './tool_bar';
import { acceptDrops } from './upload';

// Puts the parts together.

async function loadProject(): Promise<void> {
  const answer = get<Project>('/api/project');
  await takeReport(job, answer.then((now) => now.job));
  project.value = await answer;
  if (!classOf(activeClass.value)) activeClass.value = classes()[0]?.id ?? null;
}

// The list may be different after this; the gallery reads anew what it shows.
function outdate(list: PictureList): void {
  list.outdate();
  list.version.value++;
}

function listen(list: PictureList, editor: Editor, outbox: Outbox): void {
  const refreshList = throttled(900, () => outdate(list));
  const refreshProject = throttled(500, () => void loadProject().catch(complain));
  new Events({
    picture: (id, revision) => {
      editor.changed(id, revision);
      refreshList();
    },
    job: (now) => (job.value = now),
    // Pictures may have been added: a folder is listed while the page is there already.
    project: () => {
      refreshProject();
      refreshList();
    },
    connected: () => {
      outbox.retryNow();
      outdate(list);
      editor.rereadAll();
      void loadProject().catch(complain);
    },
  });
}

async function showFilter(list: PictureList, editor: Editor): Promise<void> {
  await list.show(filter.value);
  const isOpen = editor.id.value !== null && list.indexOf(editor.id.value) !== null;
  if (!isOpen) await editor.openAt(0);
}

function build(list: PictureList, editor: Editor, outbox: Outbox): void {
  const classPanel: ClassPanel = new ClassPanel(editor, outbox, loadProject);
  const pieces = new Pieces(editor, outbox);
  const drafting = new Drafting(editor, pieces, () => classPanel.askForName());
  const view = new CanvasView(editor, drafting, pieces);
  const pointer = new Pointer(view, drafting);
  const gallery = new Gallery(list, editor.id, (index) => void editor.openAt(index).catch(complain));
  editor.id.onChange(() => gallery.show(editor.index));
  const reload = () => outdate(list);
  byId('app').append(
    header(savedMark(outbox), reload),
    h('main', {},
      h('section', { class: 'left', 'aria-label': () => t().pictures }, filters(), gallery.panel),
      h('section', { class: 'centre', 'aria-label': () => t().workArea },
        toolBar(editor, view), view.element, reviewBar(editor, list)),
      h('section', { class: 'right', 'aria-label': () => t().classes },
        classPanel.element, new BesideView(editor).element)));
  gridOnly.watch((on) => byId('app').classList.toggle('grid-only', on));
  listenToKeys({ editor, list, gallery, view, drafting, pointer, pieces, classPanel });
  acceptDrops(reload);
}

async function start(): Promise<void> {
  applyTheme();
  byId('drop').append(h('p', {}, () => t().dropHere));
  document.body.append(gate(), goneBanner());
  admitted.watch((yes) => (byId('app').hidden = !yes));
  await untilThere(loadProject);
  const id = project.value?.id ?? '';
  bindTo(id);
  replaced.watch((yes) => yes && location.reload());
  const outbox = new Outbox(`panet.outbox.${id}`, complain);
  const list = new PictureList(filter.value);
  const editor = new Editor(list, outbox);
  build(list, editor, outbox);
  listen(list, editor, outbox);
  filter.watch(() => void showFilter(list, editor).catch(complain));
  list.total.onChange(() => {
    if (editor.id.value === null && list.total.value) void editor.openAt(0).catch(complain);
  });
}

// A server that has not begun to answer yet is asked again.
async function untilThere(task: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await task();
    } catch (error) {
      complain(error);
      if (!admitted.value) return new Promise(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

void start();
