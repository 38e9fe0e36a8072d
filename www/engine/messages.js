/**
 * What the page and the training worker say to each other: shapes only, read by both sides.
 *
 * The worker says `ready` once, before it is given work. Every request carries an id and gets exactly one `answer`
 * or `failed` with that id. All else the worker says by itself: `loading` about digits on their way, `update` about the
 * run, `lost` when it can't go on. The page answers each update with `seen`; until then the worker gathers, so that a
 * busy page is never buried under messages.
 *
 * @typedef {{
 *   step: number, epoch: number, images: number, learningRate: number,
 *   trainLoss: number | null, trainAccuracy: number | null, testLoss: number | null, testAccuracy: number | null,
 * }} Point  one point of the curves; losses in nats per digit, accuracies 0..1
 *
 * @typedef {{type: 'open', id: number, module: WebAssembly.Module, manifest: string}} Open
 *   first of all: the compiled engine and the address of the digits' manifest
 * @typedef {{type: 'load', id: number}} Load    fetch the digits, or try again what failed; answered at once
 * @typedef {{
 *   type: 'begin', id: number, run: number, recipe: string, running: boolean, threads: number, checkpoint?: Uint8Array,
 * }} Begin  a new net, in place of the last; answered with the whole recipe. Its updates carry the number `run`. Up to so
 *   many threads may work on it. With a checkpoint, that run goes on, and `recipe` counts for nothing
 * @typedef {{type: 'pause', id: number}} Pause
 * @typedef {{type: 'resume', id: number}} Resume
 * @typedef {{type: 'step', id: number, count: number}} Step    so many training steps, then a pause; answered after
 * @typedef {{type: 'stop', id: number}} Stop    ends the run, keeps its weights
 * @typedef {{type: 'model', id: number}} Model  the net as it is now, as the bytes of a .nib file
 * @typedef {{
 *   type: 'teach', id: number, network: string, weights: Float32Array, images: Uint8Array, labels: Uint8Array,
 * }} Teach  a net, as it was before all lessons, and all lessons, the newest last: 784 bytes and a label each. Answered
 *   with a `Taught`; of no concern to a run that is under way, but it holds it up: whoever teaches has a worker for that
 * @typedef {{
 *   weights: Float32Array, steps: number, learnt: boolean, right: number, forgotten: number, watched: number,
 * }} Taught  `learnt`: the newest is read right now; `right` of all are; `forgotten` of `watched` digits of its training
 *   were read before, and aren't now
 * @typedef {{type: 'nearest', id: number, network: string, weights: Float32Array, image: Uint8Array, count: number}} Nearest
 *   which digits of its training the net finds most like the image; answered with a `Found`, by the worker that teaches
 * @typedef {{index: number, label: number, distance: number, image: Uint8Array}} Neighbour
 * @typedef {{all: number, digits: Neighbour[]}} Found  of `all` digits, the nearest first
 * @typedef {{type: 'watch', id: number, on: boolean}} Watch  from now on, for this run and those that follow, updates bring
 *   looks and snapshots
 * @typedef {{type: 'keep', id: number, on: boolean}} Keep    likewise, what it takes to go on another day
 * @typedef {{type: 'change', id: number, change: string}} Change  JSON with some of `{rateFactor, keep, batch}`, from the next
 *   step on; answered with the whole recipe
 * @typedef {{type: 'checkpoint', id: number}} Checkpoint  the run as the bytes of a .nibrun file
 * @typedef {{type: 'digits', id: number, split: 'train' | 'test', first: number, count: number}} DigitsWanted
 *   answered with {images, labels}, once they are there; rejected where there are none such
 * @typedef {{images: Uint8Array, labels: Uint8Array}} Pair  784 bytes and a label for each digit
 * @typedef {{
 *   files: {name: string, train: Pair, test: Pair, transposed: boolean},
 * } | {own: Pair}} Given  digits in place of the usual ones; or behind those that are learnt from
 * @typedef {{type: 'give', id: number, given: Given | null}} Give  the runs that follow learn from these; null: from the usual
 *   ones. Answered with what their recipe must say as `digits`
 * @typedef {{type: 'open-net', id: number, file: Uint8Array, network?: string}} OpenNet  a file of a net, and as JSON the
 *   network of one that doesn't say; answered with {network, weights, steps}
 * @typedef {{type: 'convert-net', id: number, file: Uint8Array, format: string}} ConvertNet  answered with the bytes of a file
 *   in that format
 * @typedef {{type: 'ping', id: number}} Ping    is anybody there?
 * @typedef {Open | Load | Begin | Pause | Resume | Step | Stop | Model | Teach | Nearest | OpenNet | ConvertNet | Ping} Common
 * @typedef {Common | Watch | Keep | Change | Checkpoint | DigitsWanted | Give} Request
 * @typedef {{type: 'seen'}} Seen
 *
 * @typedef {{type: 'ready'}} Ready
 * @typedef {{type: 'answer', id: number, value: any}} Answer
 * @typedef {{name: string, message: string, what?: string, cause?: Thrown}} Thrown  an error: a copy of an `Error` keeps
 *   neither its name nor the engine's `what` in every browser. `what`: JSON of its kind and numbers, where the engine has
 *   such; `cause`: the error that it comes from
 * @typedef {{type: 'failed', id: number} & Thrown} Failed
 *
 * @typedef {'running' | 'waiting' | 'paused' | 'stopped' | 'done' | 'failed'} RunState
 * @typedef {{network: string, weights: Float32Array<ArrayBuffer>}} Net  as `Recognizer.adopt` takes it
 * @typedef {{
 *   type: 'update', run: number, state: RunState, needs: 'train' | 'test' | null,
 *   step: number, steps: number, epoch: number, images: number, learningRate: number,
 *   points: Point[], imagesPerSecond: number | null, secondsLeft: number | null,
 *   net: Net | null, fingerprint: string | null, error: Thrown | null,
 *   backend: string, threads: number,
 *   groups: Group[] | null, snapshots: Snapshot[], look: Look | null, kept: Uint8Array<ArrayBuffer> | null,
 *   unkept: Thrown | null, time: Time,
 * }} Update  `points` are those since the last update; `fingerprint` whenever the run stands still; `backend` is what it
 *   computes with ("wasm simd128"), on `threads` threads; `groups` comes once, where somebody watches; `unkept` says why
 *   there is no `kept` where it is due
 *
 * @typedef {{kind: 'weights' | 'biases' | 'scales' | 'activations', layer: number | null, name: string, count: number}} Group
 *   numbers of the net that belong together; of layer `null`, those of all layers
 * @typedef {{
 *   step: number, images: Uint8Array, labels: Uint8Array, guesses: Uint8Array, spreads: Float32Array,
 * }} Look  up to 100 digits of the last step, 784 bytes each, what they are (255: no digit) and are taken for now; for each
 *   group eight ascending numbers that cut its numbers into sevenths
 * @typedef {{step: number, point: Point | null, guesses: Uint8Array, weights: Float32Array, look: Look}} Snapshot
 *   the net as it was tested: what each test digit was taken for, and the point of the curves; neither at a run's start
 * @typedef {{step: number, spreads: Float32Array}} Spread  how the numbers of each group were spread, as in `Look`
 * @typedef {{training: number, testing: number, looking: number, all: number}} Time  milliseconds since the run began
 *
 * @typedef {{
 *   file: string, split: 'train' | 'test' | null, first: number, count: number,
 *   kind: 'offline' | 'unreachable' | 'status' | 'stalled' | 'broken', detail: string, retries: boolean,
 * }} Trouble  a part of the data that did not come; `retries`: it will be tried again without being asked
 * @typedef {{
 *   type: 'loading', state: 'loading' | 'stuck' | 'done', bytes: number, total: number,
 *   ready: {train: number, test: number}, troubles: Trouble[], missing: {train: Part | null, test: Part | null},
 *   fromCache: boolean, forgets: boolean,
 * }} Loading  `missing`: the next digits that aren't here; `fromCache`: nothing had to be fetched; `forgets`: this
 *   browser keeps nothing
 * @typedef {{first: number, count: number}} Part  digits `first` to `first + count − 1` of their split
 *
 * @typedef {{type: 'lost', name: string, message: string}} Lost  the engine broke down; this worker does no more
 *
 * @typedef {{type: 'threads', count: number, module: WebAssembly.Module, memory: WebAssembly.Memory | null}} ThreadsWanted
 *   from now on `count` other workers may serve as threads, over this module and memory: one that says `ready` is told
 * @typedef {{type: 'join', module: WebAssembly.Module, memory: WebAssembly.Memory}} Join
 *   and says `left` when its work is over, or `failed` when it couldn't begin
 * @typedef {{type: 'left'}} Left
 * @typedef {Ready | Left | Failed} FromThread
 *
 * @typedef {Ready | Answer | Failed | Update | Loading | ThreadsWanted | Lost} FromWorker
 */
export {};
