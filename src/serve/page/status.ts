import { isUncertain, Origin, Picture } from './contract';
import { t } from './language';
import { Strings } from './strings';

// Each status has a drawing and a word, not only a colour. The drawings are named as the statuses.

export type Shown = keyof Strings['statuses'];

export function shownStatus(picture: Picture): Shown {
  return isUncertain(picture) ? 'uncertain' : picture.status;
}

export function percent(value: number | null): string {
  return value === null ? '–' : `${Math.round(value * 100)} %`;
}

export function describe(picture: Picture): string {
  const words = [picture.name, t().statuses[shownStatus(picture)]];
  if (picture.failure) words.push(picture.failure);
  if (picture.presence !== null) words.push(t().presenceIs(percent(picture.presence)));
  if (picture.certainty !== null) words.push(t().certaintyIs(percent(picture.certainty)));
  return words.join(' · ');
}

export function originWord(origin: Origin | null): string {
  return origin === null ? t().origins.none : t().origins[origin];
}
