import { Button } from '@mantine/core';
import { IconBox } from '@tabler/icons-react';
import type { ProblemView } from '../../../../contract/source.ts';
import { useAnswer } from '../../../state/answer.ts';
import { PanelMessage } from '../../../states/panel-message.tsx';
import styles from './container-choice.module.css';
import type { LogSubject } from './use-log.ts';

interface ContainerChoiceProps {
  subject: LogSubject;
  /** Why there is something to choose. */
  problem: ProblemView;
  onChoose: (container: string) => void;
}

/** A pod with several containers has as many logs. */
export function ContainerChoice({ subject, problem, onChoose }: ContainerChoiceProps) {
  const { data } = useAnswer(
    (client, options) => client.cluster.logContainers(subject, options),
    JSON.stringify(['containers', subject]),
    0,
  );
  return (
    <PanelMessage
      icon={IconBox}
      title="Whose log?"
      text={problem.message}
      action={
        <div className={styles.names}>
          {data?.map((name) => (
            <Button key={name} size="xs" variant="default" onClick={() => onChoose(name)}>
              {name}
            </Button>
          ))}
        </div>
      }
    />
  );
}
