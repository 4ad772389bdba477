import { Bone } from './panel-skeleton.tsx';

const WIDTHS = [30, 46, 52, 40, 64, 58, 36, 48];

/** A text that is on its way. */
export function TextSkeleton({ what }: { what: string }) {
  return (
    <>
      <p className="sr-only" role="status">
        Waiting for {what}
      </p>
      {WIDTHS.map((width) => (
        <Bone key={width} width={`${width}%`} height={9} />
      ))}
    </>
  );
}
