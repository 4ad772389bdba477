import type { LogLine } from '../../core/compliance/violations/index.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { harmless } from '../harmless.ts';
import { flag } from '../options.ts';

type Lines = AsyncGenerator<LogLine & { file: string }, void, void>;

/** In JSON all lines are one document: more are not wanted by anybody. */
const MOST_IN_A_DOCUMENT = 10_000;

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
      if (context.globals.json)
        return document(context, violations.search({ words, signal: context.signal }));
      const wanted = words.map((word) => word.toLowerCase());
      const holds = ({ text }: LogLine) => wanted.every((word) => text.toLowerCase().includes(word));
      return stream(
        context,
        follow ? violations.follow(context.signal) : violations.search({ words, signal: context.signal }),
        holds,
      );
    });
  },
});

async function stream(
  { output }: CommandContext,
  lines: Lines,
  holds: (line: LogLine) => boolean,
): Promise<ExitCode> {
  for await (const line of lines) {
    if (holds(line) && !(await output.stream([`${line.file}: ${harmless(line.text)}`]))) break;
  }
  return 0;
}

async function document({ output }: CommandContext, lines: Lines): Promise<ExitCode> {
  const items: (LogLine & { file: string })[] = [];
  let total = 0;
  for await (const line of lines) {
    total += 1;
    items.push(line);
    if (items.length > MOST_IN_A_DOCUMENT) items.shift();
  }
  output.answer({ total, leftOut: total - items.length, items }, () => []);
  return 0;
}
