import { request } from './api';
import { Job } from './contract';
import { h, icon, keyCap, leaveAfterClick } from './dom';
import { takeReport } from './job_reports';
import { language, number, t } from './language';
import { classes, job, project } from './state';
import { announce, complain, toast } from './toast';

// Segmenting all the others: start, progress, interruption.

export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return t().seconds(whole);
  if (whole < 3600) return t().minutes(Math.floor(whole / 60), whole % 60);
  return t().hours(Math.floor(whole / 3600), Math.floor((whole % 3600) / 60));
}

export async function startJob(): Promise<void> {
  if (!classes().some((one) => one.supports > 0)) return toast(t().paintFirst);
  try {
    await takeReport(job, request<Job>('POST', '/api/job'));
  } catch (error) {
    complain(error);
  }
}

export async function stopJob(): Promise<void> {
  try {
    await takeReport(job, request<Job | null>('DELETE', '/api/job'));
  } catch (error) {
    complain(error);
  }
}

function runningWords(now: Job): string {
  const words = [t().progress(number(now.done), number(now.total))];
  if (now.rate > 0) words.push(t().rate(now.rate < 10 ? now.rate.toFixed(1) : number(Math.round(now.rate))));
  if (now.seconds_left > 0) words.push(t().timeLeft(duration(now.seconds_left)));
  return words.join(' · ');
}

function endedWords(now: Job): string {
  if (now.state === 'failed') return t().jobFailed(now.message ?? '');
  if (now.state === 'interrupted') return t().jobInterrupted(number(now.done), number(now.total));
  return t().jobDone(number(now.done));
}

function wordsOf(now: Job | null): string {
  if (!now) return '';
  const words = now.state === 'running' ? runningWords(now) : endedWords(now);
  return now.failed > 0 ? `${words} · ${t().failures(number(now.failed))}` : words;
}

// Every tenth is said aloud, not every picture.
function announcer(): (now: Job | null) => void {
  let said = '';
  return (now) => {
    if (!now) return;
    const tenth = now.total > 0 ? Math.floor((10 * now.done) / now.total) : 0;
    const key = `${now.state} ${tenth}`;
    if (key !== said) announce(wordsOf(now));
    said = key;
  };
}

function decidedWords(): string {
  const counts = project.value?.pictures;
  if (!counts) return '';
  return t().decided(number(counts.accepted + counts.mended + counts.empty), number(counts.total));
}

// Pictures whose features are kept are segmented again in milliseconds.
function keptWords(): string {
  return project.value ? t().featuresKept(number(project.value.features.kept)) : '';
}

export function jobBar(): HTMLElement {
  const startWords = h('span', {});
  const start = h('button', {
    class: 'primary start',
    onclick: (event: MouseEvent) => {
      leaveAfterClick(event);
      void startJob();
    },
  }, icon('play'), startWords, keyCap('⏎'));
  const stop = h('button', {
    class: 'stop', title: () => t().stop,
    onclick: (event: MouseEvent) => {
      void stopJob();
      leaveAfterClick(event);
    },
  }, icon('stop'), h('span', {}, () => t().stop), keyCap('Esc'));
  const bar = h('progress', { max: 1, 'aria-label': () => t().start });
  const words = h('span', { class: 'words' });
  const element = h('div', { class: 'job' }, start, stop, h('div', { class: 'progress' }, bar, words));
  const sayAloud = announcer();
  const draw = () => {
    const now = job.value;
    const isRunning = now?.state === 'running';
    element.dataset['state'] = now?.state ?? 'none';
    stop.hidden = bar.hidden = !isRunning;
    bar.value = now && now.total > 0 ? now.done / now.total : 0;
    startWords.textContent = start.title = isRunning ? t().startAgain : t().start;
    words.textContent = now ? wordsOf(now) : `${decidedWords()} · ${keptWords()}`;
    words.title = `${decidedWords()} · ${keptWords()}`;
  };
  for (const signal of [job, project, language]) signal.onChange(draw);
  job.onChange(sayAloud);
  draw();
  return element;
}
