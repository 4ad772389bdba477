import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
} from '@codemirror/autocomplete';
import { history, historyKeymap, insertNewline, standardKeymap } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { type Diagnostic, linter } from '@codemirror/lint';
import { type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { type CompleteStrategy, PromQLExtension } from '@prometheus-io/codemirror-promql';
import { type Ref, useEffect, useEffectEvent, useImperativeHandle, useRef } from 'react';
import type { Verdict } from '../../../contract/metrics.ts';
import { EDITOR_LOOKS } from './editor-looks.ts';
import styles from './promql-editor.module.css';

export interface EditorHandle {
  focus(): void;
}

interface PromqlEditorProps {
  text: string;
  onChange: (text: string) => void;
  onRun: () => void;
  /** The engine's own verdict; null where it cannot be asked now. */
  check: (text: string) => Promise<Verdict | null>;
  /** Told with the text it is of. */
  onVerdict: (verdict: Verdict | null, text: string) => void;
  /** Keep it stable. */
  completion: CompleteStrategy;
  /** What says what the mistake is. */
  describedBy: string;
  ref?: Ref<EditorHandle>;
}

/** After the last letter, so that not every one of them is judged. */
const PAUSE_MS = 250;

/** PromQL with completion and the engine's verdict. Enter runs; Tab moves on, as everywhere else on the page. */
export function PromqlEditor(props: PromqlEditorProps) {
  const { text, completion, describedBy } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const change = useEffectEvent((next: string) => props.onChange(next));
  const run = useEffectEvent(() => props.onRun());
  const judge = useEffectEvent(async (asked: string): Promise<Diagnostic[]> => {
    const verdict = asked.trim() === '' ? null : await props.check(asked);
    props.onVerdict(verdict, asked);
    return verdict?.mistake ? [diagnosticOf(verdict.mistake, asked)] : [];
  });
  const first = useEffectEvent(() => text);

  useEffect(() => {
    const parent = host.current;
    if (!parent) return;
    const editor = new EditorView({
      parent,
      doc: first(),
      extensions: [
        ...surroundings(describedBy),
        new PromQLExtension()
          .activateLinter(false)
          .setComplete({ completeStrategy: completion })
          .asExtension(),
        autocompletion({ icons: false, interactionDelay: 0 }),
        linter(({ state }) => judge(state.doc.toString()), { delay: PAUSE_MS }),
        keysOf(() => run()),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) change(update.state.doc.toString());
        }),
      ],
    });
    view.current = editor;
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, [completion, describedBy]);

  // What was put there from outside: out of the history, a rule, the address.
  useEffect(() => {
    const editor = view.current;
    const current = editor?.state.doc.toString();
    if (!editor || current === text) return;
    editor.dispatch({
      changes: { from: 0, to: editor.state.doc.length, insert: text },
      selection: { anchor: text.length },
    });
  }, [text]);

  useImperativeHandle(props.ref, () => ({ focus: () => view.current?.focus() }));

  return <div className={styles.editor} ref={host} data-promql />;
}

function surroundings(describedBy: string): Extension[] {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  return [
    EditorView.cspNonce.of(nonce),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': 'PromQL expression', 'aria-describedby': describedBy }),
    placeholder('An expression in PromQL: a metric, a function over it …'),
    history(),
    bracketMatching(),
    closeBrackets(),
    EDITOR_LOOKS,
  ];
}

/** An open completion takes Enter and Escape first. */
function keysOf(run: () => void): Extension {
  const runIt = (editor: EditorView) => {
    // A list that is still on its way must not open over the answer.
    closeCompletion(editor);
    run();
    return true;
  };
  const leave = (editor: EditorView) => {
    editor.contentDOM.blur();
    return true;
  };
  return [
    Prec.high(
      keymap.of([
        { key: 'Enter', run: runIt, shift: insertNewline },
        { key: 'Mod-Enter', run: runIt },
        { key: 'Escape', run: leave },
      ]),
    ),
    keymap.of([...closeBracketsKeymap, ...historyKeymap, ...standardKeymap]),
  ];
}

/** A mistake without width is shown at the letter before it. */
function diagnosticOf({ start, end, sentence }: NonNullable<Verdict['mistake']>, text: string): Diagnostic {
  const to = Math.min(Math.max(end, start + 1), text.length);
  return { from: Math.min(start, Math.max(0, to - 1)), to, severity: 'error', message: sentence };
}
