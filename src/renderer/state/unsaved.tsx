import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useDesk } from './desk.tsx';

/** Somebody wants to leave work that would be lost. */
interface Question {
  /** What would be lost: `the text of mlops-production-config`. */
  what: string;
  go: () => void;
}

export interface Unsaved {
  /** Says that there is work that leaving would lose. @returns takes it back */
  hold(what: string): () => void;
  /** Does it at once, or after the operator has agreed to lose what is held. */
  leave(go: () => void): void;
  question: Question | null;
  answer(discard: boolean): void;
}

const UnsavedContext = createContext<Unsaved | null>(null);

/** Work that is lost when its place is left: whoever leaves, by whatever way, is asked first. */
export function UnsavedProvider({ children }: { children: ReactNode }) {
  const { router } = useDesk();
  const held = useRef<string>(null);
  const [question, setQuestion] = useState<Question | null>(null);

  const leave = useCallback((go: () => void) => {
    if (held.current === null) go();
    else setQuestion({ what: held.current, go });
  }, []);
  const hold = useCallback((what: string) => {
    held.current = what;
    return () => {
      held.current = null;
    };
  }, []);

  useEffect(() => {
    router.setGuard((again) => {
      if (held.current === null) return true;
      setQuestion({ what: held.current, go: again });
      return false;
    });
    // The browser asks with words of its own.
    const beforeUnload = (event: BeforeUnloadEvent) => {
      if (held.current !== null) event.preventDefault();
    };
    window.addEventListener('beforeunload', beforeUnload);
    return () => {
      router.setGuard(null);
      window.removeEventListener('beforeunload', beforeUnload);
    };
  }, [router]);

  const unsaved = useMemo<Unsaved>(
    () => ({
      hold,
      leave,
      question,
      answer(discard) {
        setQuestion(null);
        if (!discard || question === null) return;
        held.current = null;
        question.go();
      },
    }),
    [hold, leave, question],
  );
  return <UnsavedContext value={unsaved}>{children}</UnsavedContext>;
}

export function useUnsaved(): Unsaved {
  const unsaved = useContext(UnsavedContext);
  if (!unsaved) throw new Error('useUnsaved is for components inside UnsavedProvider');
  return unsaved;
}

/** Holds work as long as there is some; null when there is none. */
export function useHold(what: string | null): void {
  const { hold } = useUnsaved();
  useEffect(() => (what === null ? undefined : hold(what)), [hold, what]);
}
