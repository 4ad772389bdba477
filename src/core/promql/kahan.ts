/**
 * A sum that also keeps what rounding took from it (Kahan's summation with Neumaier's improvement), step by step as
 * Prometheus does it, so that the last digit agrees.
 */
export class KahanSum {
  sum: number;
  /** What rounding took. */
  rest = 0;

  constructor(sum = 0) {
    this.sum = sum;
  }

  add(increment: number): void {
    const total = this.sum + increment;
    if (total === Infinity || total === -Infinity) this.rest = 0;
    else if (Math.abs(this.sum) >= Math.abs(increment)) this.rest += this.sum - total + increment;
    else this.rest += increment - total + this.sum;
    this.sum = total;
  }
}

/**
 * A mean as Prometheus calculates it: sum over count, until the sum would overflow; from there on the mean itself is
 * carried forward.
 */
export class RunningMean {
  #sum: number;
  #rest = 0;
  #count = 1;
  #mean = 0;
  #isIncremental = false;

  constructor(first: number) {
    this.#sum = first;
  }

  add(value: number): void {
    this.#count += 1;
    const count = this.#count;
    if (!this.#isIncremental) {
      const next = new KahanSum(this.#sum);
      next.rest = this.#rest;
      next.add(value);
      if (Math.abs(next.sum) !== Infinity) {
        this.#sum = next.sum;
        this.#rest = next.rest;
        return;
      }
      this.#isIncremental = true;
      this.#mean = this.#sum / (count - 1);
      this.#rest /= count - 1;
    }
    const share = (count - 1) / count;
    const next = new KahanSum(share * this.#mean);
    next.rest = share * this.#rest;
    next.add(value / count);
    this.#mean = next.sum;
    this.#rest = next.rest;
  }

  get value(): number {
    return this.#isIncremental ? this.#mean + this.#rest : this.#sum / this.#count + this.#rest / this.#count;
  }
}
