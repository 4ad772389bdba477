import { Button } from '@mantine/core';
import { useId, useState } from 'react';
import type { DeploymentView } from '../../../../contract/cluster.ts';
import type { DeploymentRevision } from '../../../../contract/cluster-objects.ts';
import { Age } from '../../../marks/age.tsx';
import { DiffView } from '../../../marks/diff-view.tsx';
import { useOperations } from '../../../operations/operations.tsx';
import { useAnswer } from '../../../state/answer.ts';
import { Bone } from '../../../states/panel-skeleton.tsx';
import { ErrorState } from '../../../states/panel-states.tsx';
import styles from './history-view.module.css';
import { useDeploymentActs } from './use-deployment-acts.ts';

/** The revisions of a deployment: what each ran, what going back to it would change, and the way there. */
export function HistoryView({ deployment, stale }: { deployment: DeploymentView; stale: string | null }) {
  const { namespace, name, key, images, updated } = deployment;
  const [asked, setAsked] = useState(0);
  // A rollout makes a revision: what the row shows of it says when to look again.
  const turn = useTurn(`${images} ${updated}`, asked);
  const { data, problem } = useAnswer(
    (client, options) => client.cluster.history({ namespace, name }, options),
    key,
    turn,
  );
  if (data === null) {
    return problem ? (
      <ErrorState problem={problem} onRetry={() => setAsked(asked + 1)} />
    ) : (
      <div className={styles.view} aria-busy="true">
        <p className="sr-only" role="status">
          Waiting for the revisions
        </p>
        <Bone height={58} />
        <Bone height={58} />
      </div>
    );
  }
  return (
    <div className={styles.view}>
      <Revisions deployment={deployment} revisions={data.items} stale={stale} />
    </div>
  );
}

function Revisions({
  deployment,
  revisions,
  stale,
}: {
  deployment: DeploymentView;
  revisions: readonly DeploymentRevision[];
  stale: string | null;
}) {
  const { ask } = useOperations();
  const { undo } = useDeploymentActs(deployment, stale);
  const [open, setOpen] = useState<number | null>(null);
  const id = useId();
  if (revisions.length === 0) return <p className={styles.note}>The cluster keeps no revision of it.</p>;
  return (
    <>
      <p id={id} className={styles.note}>
        {undo.hindrance ??
          'Going back makes the chosen revision the newest one; its pods are replaced one after the other.'}
      </p>
      <ol className={styles.list}>
        {revisions.map((revision) => (
          <li key={revision.number} className={styles.revision} data-current={revision.current || undefined}>
            <div className={styles.head}>
              <h3>
                Revision {revision.number}
                {revision.current && <span className={styles.now}>runs now</span>}
              </h3>
              <span className={styles.age}>
                <Age at={revision.createdAt} suffix=" ago" />
              </span>
            </div>
            <p className={styles.images}>{revision.images.join(', ')}</p>
            <p className={styles.cause}>{revision.changeCause ?? 'Nobody wrote down why.'}</p>
            {!revision.current && (
              <div className={styles.buttons}>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-expanded={open === revision.number}
                  onClick={() => setOpen(open === revision.number ? null : revision.number)}
                >
                  What would change
                </Button>
                <Button
                  size="compact-xs"
                  variant="default"
                  data-disabled={undo.hindrance !== null}
                  aria-disabled={undo.hindrance !== null}
                  aria-describedby={undo.hindrance === null ? undefined : id}
                  title={undo.hindrance ?? undefined}
                  onClick={() => undo.hindrance === null && ask(undo.requestTo(revision.number))}
                >
                  Undo to {revision.number}
                </Button>
              </div>
            )}
            {open === revision.number && (
              <div className={styles.diff}>
                {revision.diff === null ? (
                  <p className={styles.note}>Its pod template is the one that runs now.</p>
                ) : (
                  <DiffView diff={revision.diff} label={`From now to revision ${revision.number}`} />
                )}
              </div>
            )}
          </li>
        ))}
      </ol>
    </>
  );
}

/** A number that is another one whenever what is looked at has changed. */
function useTurn(seen: string, asked: number): number {
  const [held, setHeld] = useState({ seen, turn: 0 });
  if (held.seen !== seen) setHeld({ seen, turn: held.turn + 1 });
  return held.turn + asked;
}
