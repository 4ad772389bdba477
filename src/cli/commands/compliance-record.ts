import type { Assessment, Item, Part } from '../../core/compliance/assessment.ts';
import { PART_IDS } from '../../core/compliance/assessment.ts';
import { EXPORT_ENDINGS, EXPORT_FORMATS, exportOf } from '../../core/compliance/export/index.ts';
import type { ControlCenter } from '../../core/control-center/capabilities.ts';
import { toIso } from '../../core/kernel/clock.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { writeNewFile } from '../files.ts';
import { AT_OPTION, type NamedMoment, resolveMoment } from '../moment.ts';
import { choice, text } from '../options.ts';
import type { Output } from '../output.ts';
import { printable } from '../table.ts';

const EXIT_OF_STATE: Record<Part['state'], ExitCode> = { met: 0, missed: 1, unknown: 3 };

export const complianceEvidence = defineCommand({
  name: 'compliance evidence',
  summary: 'show what a part was counted from when it was validated last, or one item of it',
  arguments: [
    { name: 'part', says: 'hash, compliance, audit, dgm or governance', choices: PART_IDS },
    { name: 'item', says: 'one item of it; left out: all', several: true },
  ],
  options: AT_OPTION,
  examples: [
    'acgs compliance evidence hash',
    'acgs compliance evidence hash governance',
    'acgs compliance evidence audit --at 2026-06-27T12:00:00Z --json',
  ],
  async run(context, { at }, [name, ...wanted]) {
    return withValidation(context, at, (found) => {
      const part = found.parts.find(({ id }) => id === name);
      if (!part) throw new OperatorError('usage', `Of the part ${name} nothing is recorded`);
      const items = wanted.length === 0 ? part.items : wanted.map((id) => itemNamed(part, id));
      const { items: _all, ...figures } = part;
      context.output.answer(
        { assessment: found.id, checkedAt: found.checkedAt, mode: found.mode, part: figures, items },
        () => [`${part.title}: ${part.state}, ${part.says}`, ...items.flatMap(itemLines)].map(printable),
      );
      return EXIT_OF_STATE[part.state];
    });
  },
});

function itemNamed({ title, items }: Part, id: string): Item {
  const found = items.find((item) => item.id === id || item.title === id);
  if (found) return found;
  const known = items.map((item) => item.id);
  const hint = known.length > 20 ? `${known.slice(0, 20).join(', ')} and more` : known.join(', ');
  throw new OperatorError('usage', `${title} has no item called "${id}"`, {
    hint: known.length === 0 ? 'It has none at all.' : `There are: ${hint}.`,
  });
}

function itemLines({ id, title, counts, weight, says, evidence }: Item): string[] {
  const figure = counts === null ? 'unknown' : String(counts);
  return [
    '',
    `${title} (${id}): counts ${figure}, weight ${weight}${says === null ? '' : `; ${says}`}`,
    ...evidence.map(({ source, says: what, observedAt, value, count, changedBy }) => {
      const many = count === 1 ? '' : ` (of ${count})`;
      const who = changedBy === null ? '' : `; changed by ${changedBy.who} at ${changedBy.at}`;
      const seen = observedAt === null ? 'never seen' : `seen ${observedAt}`;
      return `  ${value === null ? '?' : value}${many}  ${source}: ${what}; ${seen}${who}`;
    }),
    ...(evidence.length === 0 ? ['  no evidence'] : []),
  ];
}

export const complianceExport = defineCommand({
  name: 'compliance export',
  summary: 'write what was validated last, with all of its evidence, to a file: JSON, CSV or OSCAL',
  options: {
    format: choice('--format <format>', 'json, csv or oscal (assessment results 1.1)', EXPORT_FORMATS),
    out: text('--out <file>', 'the file; it must not be there yet'),
    ...AT_OPTION,
  },
  examples: [
    'acgs compliance export --format json --out compliance.json',
    'acgs compliance export --format oscal --out compliance.oscal.json --at 2d',
  ],
  async run(context, { format, out, at }) {
    if (format === undefined) {
      throw new OperatorError('usage', `--format is missing: ${EXPORT_FORMATS.join(', ')}`);
    }
    if (out === undefined || out === '') {
      throw new OperatorError('usage', '--out is missing: which file to write', {
        hint: `For example: --out compliance.${EXPORT_ENDINGS[format]}`,
      });
    }
    return withValidation(context, at, async (found, { profile, compliance }): Promise<ExitCode> => {
      const { version, output } = context;
      const { name, environment } = profile;
      const about = { profile: name, environment, version };
      const content = exportOf(format, found, about, compliance.violations.list());
      await writeNewFile(context, out, content);
      const bytes = Buffer.byteLength(content);
      output.answer({ file: out, format, bytes, assessment: found.id, checkedAt: found.checkedAt }, () => [
        printable(`Written: ${out} (${format}, ${bytes} bytes), as validated at ${found.checkedAt}`),
      ]);
      return 0;
    });
  },
});

/** With what was found last as of a moment; exit 3 where nobody had validated. */
async function withValidation(
  context: CommandContext,
  at: NamedMoment | undefined,
  show: (found: Assessment, center: ControlCenter) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  const { withCenter } = await import('../workplace.ts');
  return withCenter<ExitCode>(context, async (center, { clock }) => {
    const moment = at && resolveMoment(at, clock.now());
    const found = center.compliance.latest(moment);
    if (found === null) return nothingKnown(context.output, moment);
    return show(found, center);
  });
}

/** What nobody looked at is neither good nor bad. */
export function nothingKnown(output: Output, moment: number | undefined): ExitCode {
  const when = moment === undefined ? 'yet' : `by ${toIso(moment)}`;
  output.fail(
    new OperatorError('not-found', `Nobody had validated compliance ${when}`, {
      hint: 'Validate now: acgs compliance',
    }),
  );
  return 3;
}
