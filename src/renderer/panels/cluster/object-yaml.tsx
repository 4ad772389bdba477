import { IconFileOff } from '@tabler/icons-react';
import { useState } from 'react';
import { Moment } from '../../marks/age.tsx';
import { YamlText } from '../../marks/yaml-text.tsx';
import { useAnswer } from '../../state/answer.ts';
import { useMoment } from '../../state/moment.ts';
import { PanelMessage } from '../../states/panel-message.tsx';
import { ErrorState } from '../../states/panel-states.tsx';
import { TextSkeleton } from '../../states/text-skeleton.tsx';
import styles from './object-yaml.module.css';

interface ObjectYamlProps {
  kind: 'pods' | 'deployments' | 'nodes' | 'events';
  of: { namespace: string; name: string };
  context: string | null;
  gone: boolean;
}

/** An object as the API server has it, to read. What is secret in it is hidden. */
export function ObjectYaml({ kind, of, context, gone }: ObjectYamlProps) {
  const { at } = useMoment();
  const [turn, setTurn] = useState(0);
  const { namespace, name } = of;
  const { data, problem } = useAnswer(
    (client, options) => client.cluster.yaml({ kind, namespace, name }, options),
    `${kind} ${namespace}/${name}`,
    turn,
  );
  const why = withoutText(at, context, gone);
  if (why !== null) return <PanelMessage icon={IconFileOff} title="There is no YAML to show" text={why} />;
  if (data === null) {
    return problem ? (
      <ErrorState problem={problem} onRetry={() => setTurn(turn + 1)} />
    ) : (
      <div className={styles.view} aria-busy="true">
        <TextSkeleton what="the object" />
      </div>
    );
  }
  return (
    <div className={styles.view}>
      <p className={styles.head}>
        <span>
          As of <Moment at={data.observedAt} />, without what is secret
        </span>
        <button type="button" className={styles.again} onClick={() => setTurn(turn + 1)}>
          Read again
        </button>
      </p>
      <YamlText yaml={data.yaml} name={name} />
    </div>
  );
}

function withoutText(at: string | null, context: string | null, gone: boolean): string | null {
  if (at !== null) return 'The record keeps rows, not whole objects: go back to live to read it.';
  if (context !== null) return `Objects of the context ${context} are not read; only the profile’s own are.`;
  return gone ? 'It is gone, so the cluster has nothing to show of it.' : null;
}
