import { request } from './api';
import { Picture } from './contract';
import { byId, h } from './dom';
import { number, t } from './language';
import { announce, complain, toast } from './toast';

// Pictures that are dropped onto the page, or chosen, become part of the project.

async function upload(files: File[], done: () => void): Promise<void> {
  const progress = h('div', { class: 'toast note' });
  byId('toasts').append(progress);
  let added = 0;
  for (const [i, file] of files.entries()) {
    progress.textContent = t().uploading(number(i + 1), number(files.length));
    if (await uploadOne(file)) added++;
  }
  progress.remove();
  toast(t().uploaded(number(added)));
  announce(t().uploaded(number(added)));
  done();
}

async function uploadOne(file: File): Promise<boolean> {
  try {
    await request<Picture>('POST', `/api/pictures?name=${encodeURIComponent(file.name)}`, { file });
    return true;
  } catch (error) {
    if (error instanceof Error) toast(t().uploadFailed(file.name, error.message), 'problem');
    else complain(error);
    return false;
  }
}

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

// `done`: after all of a drop have come.
export function acceptDrops(done: () => void): void {
  const veil = byId('drop');
  document.addEventListener('dragenter', (event) => (veil.hidden = !holdsFiles(event)));
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) veil.hidden = true;
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    veil.hidden = true;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) void upload(files, done);
  });
}

export function chooseFiles(done: () => void): void {
  const input = h('input', { type: 'file', accept: 'image/*', multiple: true });
  input.onchange = () => void upload([...(input.files ?? [])], done);
  input.click();
}
