import type { Cluster } from '../../core/cluster/index.ts';
import type { LogBatch, LogLine, LogRequest, LogTargetName } from '../../core/cluster/logs/index.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { type CommandContext, defineCommand, type ExitCode } from '../command.ts';
import { duration, flag, number, text } from '../options.ts';
import { CONTEXT_OPTION } from './cluster-scope.ts';

const DEFAULT_TAIL = 100;

export const clusterLogs = defineCommand({
  name: 'cluster logs',
  summary: 'what pods, or all pods of deployments, have written, as one log',
  arguments: [
    {
      name: 'names',
      says: 'pods or deployments; pod/NAME or deployment/NAME says which',
      several: true,
    },
  ],
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
    selector: text('-l, --selector <labels>', 'pods that carry these labels: app=web'),
    namespace: text('-n, --namespace <name>', 'left out: the profile’s'),
    ...CONTEXT_OPTION,
  },
  examples: [
    'acgs cluster logs auth-service --follow',
    'acgs cluster logs deployment/gs-service --since 10m --grep error',
    'acgs cluster logs -l app=gs-service --follow',
  ],
  async run(context, options, names) {
    const { tail, since, container, follow, previous, grep, selector } = options;
    if ((names.length === 0) === (selector === undefined)) {
      throw new OperatorError('usage', 'cluster logs needs names, or labels with --selector, not both', {
        hint: 'Such as acgs cluster logs auth-service, or acgs cluster logs -l app=auth-service.',
      });
    }
    if (follow && context.globals.json) {
      throw new OperatorError('usage', '--json gives one document, and what is followed has no end', {
        hint: 'Leave out --follow or --json.',
      });
    }
    const { withCenter } = await import('../workplace.ts');
    return withCenter(context, async ({ cluster }) => {
      const namespace = options.namespace ?? (await namespaceOf(cluster, options.context));
      const request: LogRequest = {
        context: options.context ?? null,
        targets:
          selector === undefined
            ? names.map((name) => targetOf(name, namespace))
            : [{ kind: 'selector', selector, namespace }],
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

/** What a context means where no namespace is named. */
async function namespaceOf(cluster: Cluster, context: string | undefined): Promise<string> {
  if (context === undefined) return cluster.namespace;
  const found = (await cluster.contexts()).find(({ name }) => name === context);
  if (found?.own) return cluster.namespace;
  return found?.namespace ?? 'default';
}

function targetOf(written: string, namespace: string): LogTargetName {
  const [, kind, name] = /^(pods?|po|deployments?|deploy)\/(.*)$/.exec(written) ?? [];
  if (kind === undefined || name === undefined) return { kind: 'either', name: written, namespace };
  return { kind: kind.startsWith('p') ? 'pod' : 'deployment', name, namespace };
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
