/**
 * What the page and the training worker say to each other: shapes only, read by both sides.
 *
 * The worker says `ready` once, before it is asked anything. The page asks by `Request`s; each has
 * an id, and gets exactly one `answer` or `failed` with that id. All else the worker says by
 * itself: `loading` about digits on their way, `update` about the run, `lost` when it can't go on.
 * The page answers each update with `seen`; until then the worker gathers, so that a busy page is
 * never buried under messages.
 *
 * @typedef {{
 *   open: {in: {module: WebAssembly.Module, manifest: string}, out: null},
 *   load: {in: {}, out: null},
 *   begin: {in: Begin, out: string},
 *   pause: {in: {}, out: void},
 *   resume: {in: {}, out: void},
 *   step: {in: {count: number}, out: number},
 *   stop: {in: {}, out: void},
 *   model: {in: {}, out: Bytes},
 *   checkpoint: {in: {}, out: Bytes},
 *   change: {in: {change: string}, out: string},
 *   watch: {in: {on: boolean}, out: void},
 *   keep: {in: {on: boolean}, out: void},
 *   digits: {in: {split: Split, first: number, count: number}, out: Pair},
 *   identify: {in: {digits: OtherDigits}, out: DigitsId},
 *   teach: {in: Net & {images: Uint8Array, labels: Uint8Array}, out: Taught},
 *   nearest: {in: Net & {image: Uint8Array, count: number}, out: Found}, 'open-net':
 *   {in: {file: Uint8Array, network?: string}, out: OpenedNet}, 'convert-net':
 *   {in: {file: Uint8Array, format: string}, out: Bytes}, 'read-digits':
 *   {in: {files: NamedFile[], most: number}, out: DigitsInFiles},
 *   ping: {in: {}, out: null},
 * }} Requests  what each is asked with, and what its answer is (no line begins with a
 *   quoted name: TypeScript would write the star into the package's types):
 *
 *   open         first of all: the compiled engine, and the address of the digits' manifest
 *   load         fetch the digits, or try again what failed; answered at once
 *   begin        a new run in place of the last; answered with the whole recipe
 *   step         so many training steps, then a pause; answered after, with the step it is at
 *   stop         ends the run, keeps its weights
 *   model        the net as it is now, as the bytes of a .nib file
 *   checkpoint   the run as the bytes of a .nibrun file
 *   change       JSON with some of `{rateFactor, keep, batch}`, from the next step on; answered
 *                with the whole recipe
 *   watch        from now on, for this run and those that follow, updates bring looks and snapshots
 *   keep         likewise, what it takes to go on another day
 *   digits       digits of the run, once they are there; rejected where there are none such, and
 *                when a run begins that learns from others
 *   identify     what a recipe must say to learn from these digits; the run isn't touched
 *   teach        a net as it was before all lessons, and all lessons, the newest last: 784 bytes
 *                and a label each. It holds up a run that is under way: teaching has a worker of
 *                its own
 *   nearest      which digits of its training the net finds most like the image; by that worker too
 *   open-net     a file of a net, and as JSON the network of one that doesn't say
 *   convert-net  a file of a net in another format
 *   read-digits  the set of digits that a visitor's files make; of each part the first `most`
 *   ping         are you there?
 *
 * @typedef {{[T in keyof Requests]: {type: T, id: number} & Requests[T]['in']}} ByType
 * @typedef {ByType[keyof Requests]} Request
 * @typedef {Uint8Array<ArrayBuffer>} Bytes
 * @typedef {'train' | 'test'} Split
 *
 * @typedef {{
 *   run: number, recipe: string, running: boolean, threads: number, checkpoint?: Uint8Array,
 *   digits?: OtherDigits | null,
 * }} Begin  updates of the run carry the number `run`. Up to `threads` threads may work on it. With
 *   a checkpoint, that run goes on, and `recipe` counts for nothing. `digits` are those that it
 *   learns from, and the recipe will say so; null: the manifest's; left out: those of the last run
 * @typedef {{images: Uint8Array, labels: Uint8Array}} Pair  784 bytes and a label for each digit
 * @typedef {{
 *   files: {name: string, train: Pair, test: Pair, transposed: boolean},
 * } | {own: Pair}} OtherDigits  in place of the manifest's digits; or besides those of its training
 * @typedef {{
 *   files: {name: string, train: number, test: number, hash: string},
 * } | {own: {count: number, hash: string}}} DigitsId  what a recipe says of such digits
 *
 * @typedef {{name: string, file: Blob}} NamedFile  `name` may be a path, with `/`
 * @typedef {{
 *   about: string, trainImages: Bytes, trainLabels: Bytes, testImages: Bytes, testLabels: Bytes,
 * }} DigitsInFiles  `about` is JSON: `{name, liesDown, notes}`, as the engine's `DigitFiles` says
 *
 * @typedef {{network: string, weights: Float32Array}} Net  `network` is JSON
 * @typedef {{network: string, weights: Float32Array<ArrayBuffer>, steps: number,
 *   accuracy: number | null}} OpenedNet  `accuracy`: null where its file doesn't say
 * @typedef {{
 *   weights: Float32Array, steps: number, learnt: boolean, right: number, forgotten: number,
 *   watched: number,
 * }} Taught  `learnt`: the newest is read right now; `right` of all are; `forgotten` of `watched`
 *   digits of its training were read before, and aren't now
 * @typedef {{index: number, label: number, distance: number, image: Uint8Array}} Neighbour
 * @typedef {{all: number, digits: Neighbour[]}} Found  of `all` digits, the nearest first
 *
 * @typedef {{type: 'seen'}} Seen
 *
 * @typedef {{type: 'ready', build: string}} Ready  `build`: see build.js
 * @typedef {{type: 'answer', id: number, value: Requests[keyof Requests]['out']}} Answer
 * @typedef {{name: string, message: string, what?: string, cause?: Thrown}} Thrown  an error: a
 *   copy of an `Error` keeps neither its name nor the engine's `what` in every browser. `what`:
 *   JSON of its kind and numbers, where the engine has such; `cause`: the error that it comes from
 * @typedef {{type: 'failed', id: number} & Thrown} Failed
 *
 * @typedef {'running' | 'waiting' | 'paused' | 'stopped' | 'done' | 'failed'} RunState
 * @typedef {{
 *   step: number, epoch: number, images: number, learningRate: number,
 *   trainLoss: number | null, trainAccuracy: number | null,
 *   testLoss: number | null, testAccuracy: number | null,
 * }} Point  one point of the curves; losses in nats per digit, accuracies 0..1
 * @typedef {{
 *   type: 'update', run: number, state: RunState, needs: Split | null,
 *   step: number, steps: number, epoch: number, images: number, learningRate: number,
 *   points: Point[], imagesPerSecond: number | null, secondsLeft: number | null,
 *   net: {network: string, weights: Float32Array<ArrayBuffer>} | null,
 *   fingerprint: string | null, error: Thrown | null,
 *   backend: string, threads: number,
 *   groups: Group[] | null, snapshots: Snapshot[], look: Look | null, kept: Bytes | null,
 *   unkept: Thrown | null, time: Time,
 * }} Update  `points` are those since the last update; `fingerprint` whenever the run stands still;
 *   `backend` is what it computes with ("wasm simd128"), on `threads` threads; `groups` comes once,
 *   where a lab watches; `kept` is a checkpoint, and `unkept` says why
 *   there is none where it is due
 *
 * @typedef {{
 *   kind: 'weights' | 'biases' | 'scales' | 'activations', layer: number | null, name: string,
 *   count: number,
 * }} Group  numbers of the net that belong together; of layer `null`, those of all layers
 * @typedef {{
 *   step: number, images: Uint8Array, labels: Uint8Array, guesses: Uint8Array,
 *   spreads: Float32Array,
 * }} Look  up to 100 digits of the last step, 784 bytes each, what they are (255: no digit) and are
 *   taken for now; for each group eight ascending numbers that cut its numbers into sevenths
 * @typedef {{
 *   step: number, point: Point | null, guesses: Uint8Array, weights: Float32Array, look: Look,
 * }} Snapshot  the net as it was tested: what each test digit was taken for, and the point of the
 *   curves; neither at a run's start
 * @typedef {{step: number, spreads: Float32Array}} Spread  how the numbers of each group were
 *   spread, as in `Look`
 * @typedef {{training: number, testing: number, looking: number, all: number}} Time  milliseconds
 *   since the run began
 *
 * @typedef {{
 *   file: string, split: Split | null, first: number, count: number,
 *   kind: 'offline' | 'unreachable' | 'status' | 'stalled' | 'broken', detail: string,
 *   retries: boolean,
 * }} Trouble  a part of the data that did not come; `retries`: it will be tried again by itself
 * @typedef {{
 *   type: 'loading', state: 'loading' | 'stuck' | 'done', bytes: number, total: number,
 *   ready: {train: number, test: number}, troubles: Trouble[],
 *   missing: {train: Part | null, test: Part | null}, fromCache: boolean, forgets: boolean,
 * }} Loading  `missing`: the next digits that aren't here; `fromCache`: nothing had to be fetched;
 *   `forgets`: this browser keeps nothing
 * @typedef {{first: number, count: number}} Part  digits from `first` on
 *
 * @typedef {{type: 'lost', name: string, message: string}} Lost  the engine broke down; this worker
 *   does no more
 *
 * @typedef {{
 *   type: 'threads', count: number, module: WebAssembly.Module, memory: WebAssembly.Memory | null,
 * }} ThreadsWanted  from now on `count` other workers may serve as threads, over this module and
 *   memory: one that says `ready` is told to join
 * @typedef {{type: 'join', module: WebAssembly.Module, memory: WebAssembly.Memory}} Join
 *   and says `left` when its work is over, or `failed` when it couldn't begin
 * @typedef {{type: 'left'}} Left
 * @typedef {Ready | Left | Failed} FromThread
 *
 * @typedef {Ready | Answer | Failed | Update | Loading | ThreadsWanted | Lost} FromWorker
 */
export {};
