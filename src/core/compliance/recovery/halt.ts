import { z } from 'zod';
import { OperatorError } from '../../kernel/errors.ts';
import type { OperationKind } from '../../operate/operation.ts';
import { inOwnRecord } from '../../operate/own-record.ts';
import type { Processes, ProcessSummary } from '../../operate/processes/index.ts';

const WHY = 'halted: the constitution is not kept, and nothing is to be changed until it is again';

const parameters = z.strictObject({
  /** The run that has it done, which goes on; empty when none does. */
  except: z.string().max(64).default(''),
});

/**
 * Pauses every run that may change something, so that no automation acts on a system that does not comply. What is
 * paused is resumed by whoever decides so, one by one.
 */
export function haltOperation(
  processes: Pick<Processes, 'list' | 'get' | 'pause'>,
): OperationKind<{ except: string }> {
  const toHalt = (except: string): ProcessSummary[] =>
    processes.list().filter(({ id, endedAt }) => {
      if (endedAt !== null || id === except) return false;
      const { risk, isPaused } = processes.get(id);
      return risk !== 'read' && !isPaused;
    });
  return {
    kind: 'compliance.halt',
    title: 'Halt what does not comply',
    risk: 'change',
    parameters,
    permissions: () => [],
    async prepare({ except }) {
      const runs = toHalt(except);
      const named = runs.map(({ id, title }) => `${title} (${id.slice(0, 8)})`);
      return inOwnRecord({
        target: 'runs that may change something',
        summary:
          runs.length === 0
            ? 'No run is under way that may change something'
            : `Pause ${runs.length === 1 ? 'the run' : `${runs.length} runs`} that may change something: ${named.join(', ')}`,
        calls: runs.map(({ id }) => ({ method: 'PUT', path: `/runs/${id}/pause`, body: { why: WHY } })),
        notes: runs.length === 0 ? [] : ['Each is resumed by itself, when somebody decides so.'],
        execute: () => {
          const halted = runs.flatMap(({ id }) => (paused(processes, id) ? [id] : []));
          return { halted };
        },
        look: () => {
          const left = toHalt(except);
          if (left.length > 0) return null;
          return runs.length === 0
            ? 'No run is under way that may change something'
            : `Paused: ${named.join(', ')}`;
        },
      });
    },
  };
}

/** False when it ended meanwhile: then there is nothing to halt. */
function paused(processes: Pick<Processes, 'get' | 'pause'>, id: string): boolean {
  try {
    processes.pause(id, WHY);
    return true;
  } catch (error) {
    if (error instanceof OperatorError && processes.get(id).endedAt !== null) return false;
    throw error;
  }
}
