import { systemName } from '../connect/profile/systems.ts';
import { toIso } from '../kernel/clock.ts';
import type { RunningVersion } from './baseline.ts';
import type { NamedBaseline } from './book.ts';
import type { ComparedFigure, Comparison } from './compare.ts';
import { valueWords } from './figure-words.ts';

/** A comparison as it leaves the core: with words and instants, without the parts of the baseline. */
export function comparisonView({ baseline, from, to, verdict, counts, items }: Comparison) {
  return {
    name: baseline.name,
    revision: baseline.revision,
    recordedAt: toIso(baseline.recordedAt),
    recordedBy: baseline.recordedBy,
    baselineFrom: toIso(baseline.from),
    baselineTo: toIso(baseline.to),
    from: toIso(from),
    to: toIso(to),
    verdict,
    counts: { ...counts },
    items: items.map(figureView),
  };
}

export function namedView({ since, revisions, ...rest }: NamedBaseline) {
  return {
    ...rest,
    since: { ...since, at: toIso(since.at) },
    revisions: revisions.map((it) => ({ ...it, recordedAt: toIso(it.recordedAt) })),
  };
}

function figureView({ system, figure, verdict, words, baseline, now, versions }: ComparedFigure) {
  const { id, title, unit } = figure;
  const { value, low, high, samples } = baseline;
  return {
    ...{ system, figure: id, title, unit, verdict, words },
    name: systemName(system),
    baseline: { value, text: valueWords(value, unit), low, high, samples },
    now: {
      value: now.value,
      text: now.value === null ? null : valueWords(now.value, unit),
      samples: now.samples,
      parts: [...now.blocks],
    },
    versions: { before: versionView(versions.before), now: versionView(versions.now) },
  };
}

function versionView(version: RunningVersion | null) {
  if (version === null) return null;
  const { reported, images, mixed } = version;
  return { reported, images, mixed };
}
