import type { LogBatch, LogLine, LogRequest } from '../../core/cluster/logs/index.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { duration, flag, number, text } from '../options.ts';

const DEFAULT_TAIL = 100;

export const clusterLogs = defineCommand({
  name: 'cluster logs',
  summary: 'what a pod, or all pods of a deployment, have written',
  arguments: [{ name: 'name', says: 'a pod or a deployment; pod/NAME or deployment/NAME says which' }],
  options: {
    tail: number('--tail <n>', `the last lines, of all pods together; left out: ${DEFAULT_TAIL}`, {
      min: 0,
      max: 100_000,
      whole: true,
    }),
    since: duration('--since <time>', 'nothing older, such as 10m; all of it unless --tail is given'),
    follow: flag('-f, --follow', 'go on with every new line until stopped'),
    container: text('-c, --container <name>', 'which one, where a pod has several'),
    previous: flag('-p, --previous', 'of the run before the last restart'),
    grep: text('--grep <text>', 'only lines with this text, in capitals or not'),
    namespace: text('-n, --namespace <name>', 'left out: the profile’s'),
  },
  examples: [
    'acgs cluster logs auth-service --follow',
    'acgs cluster logs deployment/gs-service --since 10m --grep error',
  ],
  async run(context, { tail, since, namespace, container, follow, previous, grep }, [name = '']) {
    if (follow && context.globals.json) {
      throw new OperatorError('usage', '--json gives one document, and what is followed has no end', {
        hint: 'Leave out --follow or --json.',
      });
    }
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async ({ cluster }) => {
      const request: LogRequest = {
        ...targetOf(name),
        namespace: namespace ?? cluster.namespace,
        container: container ?? null,
        tail: tail ?? (since === undefined ? DEFAULT_TAIL : null),
        sinceMs: since ?? null,
        previous,
        follow,
      };
      const batches = cluster.logs.open(request, context.signal);
      return context.globals.json
        ? printDocument(context, batches, grep)
        : printLines(context, batches, grep);
    });
  },
});

function targetOf(written: string): Pick<LogRequest, 'kind' | 'name'> {
  const [, kind, name] = /^(pods?|po|deployments?|deploy)\/(.*)$/.exec(written) ?? [];
  if (kind === undefined || name === undefined) return { kind: 'either', name: written };
  return { kind: kind.startsWith('p') ? 'pod' : 'deployment', name };
}

async function printDocument(
  { output, clock }: CommandContext,
  batches: AsyncIterable<LogBatch>,
  grep: string | undefined,
): Promise<ExitCode> {
  const items: Omit<LogLine, 'note'>[] = [];
  const notes: string[] = [];
  let dropped = 0;
  for await (const batch of batches) {
    dropped += batch.dropped;
    for (const { note, ...line } of batch.lines) {
      if (note) notes.push(`${line.pod}: ${line.text}`);
      else if (matches(line, grep)) items.push(line);
    }
  }
  output.answer({ observedAt: new Date(clock.now()).toISOString(), items, dropped, notes }, () => []);
  return 0;
}

/** Lines go to standard output; everything that is not one to standard error. */
async function printLines(
  { output }: CommandContext,
  batches: AsyncIterable<LogBatch>,
  grep: string | undefined,
): Promise<ExitCode> {
  const marks = new Map<string, number>();
  let problem: string | null = null;
  for await (const batch of batches) {
    const several = batch.sources.length > 1;
    if (batch.dropped > 0)
      output.tell(`acgs: ${batch.dropped} lines are left out here: more than can be held`);
    if (batch.problem && batch.problem.message !== problem) output.tell(`acgs: ${batch.problem.message}`);
    problem = batch.problem?.message ?? null;

    let lines: string[] = [];
    for (const line of batch.lines) {
      if (line.note) {
        if (!(await output.stream(lines))) return 0;
        lines = [];
        output.tell(`acgs: ${line.pod}: ${line.text}`);
      } else if (matches(line, grep)) {
        const mark = marks.get(line.pod) ?? marks.size;
        marks.set(line.pod, mark);
        const cut =
          line.truncatedBytes === 0 ? '' : output.paint('muted', ` … ${line.truncatedBytes} bytes more`);
        lines.push(`${several ? `${output.mark(mark, line.pod)} ` : ''}${line.text}${cut}`);
      }
    }
    if (!(await output.stream(lines))) return 0;
  }
  return 0;
}

function matches({ text }: { text: string }, grep: string | undefined): boolean {
  return grep === undefined || text.toLowerCase().includes(grep.toLowerCase());
}
