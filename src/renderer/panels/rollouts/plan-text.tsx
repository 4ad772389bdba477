import { Button, FileButton, Textarea } from '@mantine/core';
import { type Ref, useState } from 'react';
import styles from './start-view.module.css';

/** What somebody begins with who writes one. */
export const PLAN_EXAMPLE = `apiVersion: acgs.dev/rollout/v1
defaults: all
checks:
  - id: manager
    operational: mlops-manager
stages:
  - { percentage: 10, monitor: 4h }
  - { percentage: 50, monitor: 8h }
  - { percentage: 100, monitor: 0s }
`;

const MOST_BYTES = 262_144;

/** A plan with checks of one's own, pasted or opened. */
export function PlanText({
  value,
  onChange,
  input,
}: {
  value: string;
  onChange: (value: string) => void;
  input?: Ref<HTMLTextAreaElement>;
}) {
  const [refused, setRefused] = useState<string | null>(null);
  const open = async (file: File | null) => {
    if (file === null) return;
    if (file.size > MOST_BYTES) return setRefused(`${file.name} is too large for a plan.`);
    try {
      onChange(new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()));
      setRefused(null);
    } catch {
      setRefused(`${file.name} is no text: a plan is written as YAML.`);
    }
  };
  return (
    <div className={styles.planText}>
      <Textarea
        ref={input}
        label="Plan"
        description="YAML: stages, and checks beside the defaults: PromQL, targets, systems, the error budget, a load test"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={value}
        error={refused}
        onChange={(event) => onChange(event.currentTarget.value)}
        autosize
        minRows={8}
        maxRows={18}
        autoComplete="off"
        spellCheck={false}
      />
      <FileButton onChange={(file) => void open(file)} accept=".yaml,.yml,text/yaml">
        {(props) => (
          <Button {...props} size="xs" variant="default">
            Open a file …
          </Button>
        )}
      </FileButton>
    </div>
  );
}
