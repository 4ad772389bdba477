import { type FiledText, readFiled } from '../../core/compliance/violations/index.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { bytes } from '../figures.ts';
import { harmless } from '../harmless.ts';
import { flag } from '../options.ts';

type Lines = AsyncGenerator<FiledText, void, void>;

/** In JSON all lines are one document: more are not wanted by anybody. */
const MOST_IN_A_DOCUMENT = 10_000;
/** Lines may be long: so many characters of them are held at most. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

export const complianceLog = defineCommand({
  name: 'compliance log',
  summary: 'search the compliance logs that the profile names, or follow them',
  arguments: [{ name: 'word', says: 'only lines that hold all of them', several: true }],
  options: { follow: flag('-f, --follow', 'go on with lines as they are written') },
  examples: ['acgs compliance log compliance_violation', 'acgs compliance log --follow'],
  async run(context, { follow }, words) {
    const { withCenter } = await import('../workplace.ts');
    return withCenter<ExitCode>(context, async ({ compliance: { violations } }) => {
      if (!violations.hasLogs) {
        throw new OperatorError('usage', 'The profile names no compliance logs', {
          hint: 'Name them: compliance: { logs: ["/var/log/acgs/compliance_*.log"] }.',
        });
      }
      if (context.globals.json && follow) {
        throw new OperatorError('usage', '--follow has no end, and --json is one document: take one of them');
      }
      const far = { bytes: 0, ofBytes: 0 };
      const onRead = (bytes: number, ofBytes: number) => Object.assign(far, { bytes, ofBytes });
      const search = () => violations.search({ words, signal: context.signal, onRead });
      try {
        if (context.globals.json) return await document(context, search());
        const wanted = words.map((word) => word.toLowerCase());
        const holds = ({ text }: FiledText) => wanted.every((word) => text.toLowerCase().includes(word));
        return await stream(context, follow ? violations.follow(context.signal) : search(), holds);
      } catch (error) {
        if (context.signal.aborted && !follow) context.output.tell(howFar(far));
        throw error;
      }
    });
  },
});

function howFar(far: { bytes: number; ofBytes: number }): string {
  return `acgs: stopped after ${bytes(far.bytes)} of ${bytes(far.ofBytes)}, the oldest first; what comes after was not searched`;
}

async function stream(
  { output }: CommandContext,
  lines: Lines,
  holds: (line: FiledText) => boolean,
): Promise<ExitCode> {
  for await (const line of lines) {
    if (holds(line) && !(await output.stream([`${line.file}: ${harmless(line.text)}`]))) break;
  }
  return 0;
}

/** The newest of all. */
async function document({ output }: CommandContext, lines: Lines): Promise<ExitCode> {
  let newest: FiledText[] = [];
  let [total, characters] = [0, 0];
  for await (const line of lines) {
    total += 1;
    newest.push(line);
    characters += line.text.length;
    if (newest.length < 2 * MOST_IN_A_DOCUMENT && characters < 2 * MOST_CHARACTERS) continue;
    newest = withinReason(newest);
    characters = charactersOf(newest);
  }
  const items = withinReason(newest).map(readFiled);
  output.answer({ total, leftOut: total - items.length, items }, () => []);
  return 0;
}

function withinReason(lines: readonly FiledText[]): FiledText[] {
  let kept = lines.slice(-MOST_IN_A_DOCUMENT);
  while (charactersOf(kept) > MOST_CHARACTERS) kept = kept.slice(Math.ceil(kept.length / 8));
  return kept;
}

function charactersOf(lines: readonly FiledText[]): number {
  return lines.reduce((sum, { text }) => sum + text.length, 0);
}
