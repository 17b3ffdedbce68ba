import { Job } from './contract';
import { Signal } from './signal';

// How far the job is comes by events and in answers. An event that came while an answer was awaited is newer.
export async function takeReport(job: Signal<Job | null>, answer: Promise<Job | null>): Promise<void> {
  const before = job.value;
  const report = await answer;
  if (job.value === before) job.value = report;
}
