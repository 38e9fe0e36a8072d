'use client';
// Rendered on the server first, where there is no DOM; then the browser takes it over.
import 'nibnet';
import { recogniser } from 'nibnet/recognise';
import { useEffect, useRef, useState } from 'react';

export default function Page() {
  const [guess, hear] = useState(null);
  const [read, tell] = useState(null);
  const pad = useRef(null);
  useEffect(() => {
    // Where a server has rendered the page, React listens late: the pad may have read before.
    const element = pad.current;
    const listen = () => hear(element.prediction?.digit ?? null);
    element.addEventListener('nib-guess', listen);
    listen();
    const seven = [
      [
        [0.28, 0.2],
        [0.72, 0.19],
        [0.58, 0.5],
        [0.45, 0.85],
      ],
    ];
    recogniser().then((reader) => tell(reader.read(seven).digit));
    return () => element.removeEventListener('nib-guess', listen);
  }, []);
  return (
    <main>
      <nib-pad ref={pad} sample={7} theme="light" />
      <p id="guess">{guess}</p>
      <p id="read">{read}</p>
    </main>
  );
}
