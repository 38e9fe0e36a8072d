use super::*;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use proptest::prelude::*;
use std::io::Write;

/// Digits whose class tells their picture, in a known order.
struct Made {
    labels: Vec<u8>,
}

impl Made {
    fn of(labels: impl IntoIterator<Item = u8>) -> Self {
        Self { labels: labels.into_iter().collect() }
    }

    fn count(count: usize) -> Self {
        Self::of((0..count).map(|i| (i * 7 % 10) as u8))
    }

    /// A bar at a height of its own, as wide as the digit before it is not.
    fn pixels(&self) -> Vec<u8> {
        let image = |(i, &label): (usize, &u8)| {
            (0..784).map(move |p| {
                let (row, column) = (p / 28, p % 28);
                let inside = row / 2 == usize::from(label) + 2 && (8 + i % 3..20).contains(&column);
                if inside { 200 } else { 0 }
            })
        };
        self.labels.iter().enumerate().flat_map(image).collect()
    }

    fn images_idx(&self) -> Vec<u8> {
        idx(8, &[self.labels.len() as u32, 28, 28], &self.pixels())
    }

    fn labels_idx(&self) -> Vec<u8> {
        idx(8, &[self.labels.len() as u32], &self.labels)
    }

    /// Lines as Kaggle has them.
    fn csv(&self, is_last: bool) -> String {
        let pixels = self.pixels();
        let lines = self.labels.iter().zip(pixels.chunks(784)).map(|(label, image)| {
            let image: Vec<_> = image.iter().map(u8::to_string).collect();
            let image = image.join(",");
            if is_last { format!("{image},{label}\n") } else { format!("{label},{image}\n") }
        });
        lines.collect()
    }
}

fn idx(value_type: u8, shape: &[u32], values: &[u8]) -> Vec<u8> {
    let sides = shape.iter().flat_map(|side| side.to_be_bytes());
    let head = [0, 0, value_type, shape.len() as u8];
    head.into_iter().chain(sides).chain(values.iter().copied()).collect()
}

fn npy(descr: &str, shape: &str, values: &[u8]) -> Vec<u8> {
    let head = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({shape}), }}\n");
    let length = (head.len() as u16).to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], head.as_bytes(), values].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// An archive of deflated files; those of no bytes are stored.
fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, contents) in files {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(contents).unwrap();
        let packed = encoder.finish().unwrap();
        let (method, body) = if contents.is_empty() { (0u16, vec![]) } else { (8, packed) };
        let mut common =
            [&20u16.to_le_bytes()[..], &[0; 2], &method.to_le_bytes(), &[0; 4]].concat();
        common.extend(crc32fast::hash(contents).to_le_bytes());
        common.extend((body.len() as u32).to_le_bytes());
        common.extend((contents.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend([0; 2]);
        let offset = archive.len() as u32;
        archive.extend([b"PK\x03\x04", &common[..], name.as_bytes(), &body].concat());
        directory.extend([b"PK\x01\x02\x14\x00", &common[..], &[0; 10]].concat());
        directory.extend(offset.to_le_bytes());
        directory.extend(name.bytes());
    }
    let (start, size, count) = (archive.len() as u32, directory.len() as u32, files.len() as u16);
    archive.extend(directory);
    archive.extend(b"PK\x05\x06\0\0\0\0");
    archive.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    archive.extend([size.to_le_bytes(), start.to_le_bytes()].concat());
    archive.extend([0; 2]);
    archive
}

fn files(files: &[(&str, &[u8])]) -> Vec<DigitFile> {
    let file = |(name, bytes): &(&str, &[u8])| DigitFile {
        name: (*name).to_owned(),
        contents: Box::new(bytes.to_vec()),
    };
    files.iter().map(file).collect()
}

fn read(of: &[(&str, &[u8])]) -> Result<DigitSet, DigitFilesError> {
    read_digit_files(&files(of), 60_000)
}

/// The set of these files, which must be those digits, however they are packed.
fn reads(of: &[(&str, &[u8])], train: &Made, test: &Made) -> DigitSet {
    let set = read(of).unwrap_or_else(|error| panic!("{:?}: {error}", of.iter().map(|f| f.0)));
    for (part, made) in [(&set.train, train), (&set.test, test)] {
        assert_eq!(part.labels().to_vec(), made.labels);
        assert!(part.pixels() == made.pixels(), "the pixels differ");
    }
    set
}

fn refused(of: &[(&str, &[u8])]) -> DigitFilesError {
    read(of).expect_err("these files should be refused")
}

#[test]
fn the_four_files_of_mnist_are_the_same_digits_however_they_are_packed() {
    let (train, test) = (Made::count(70), Made::count(30));
    let [ti, tl, si, sl] =
        [train.images_idx(), train.labels_idx(), test.images_idx(), test.labels_idx()];
    let names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte"];
    let plain: [(&str, &[u8]); 4] =
        [("t10k-labels-idx1-ubyte", &sl), (names[0], &ti), (names[2], &si), (names[1], &tl)];
    let set = reads(&plain, &train, &test);
    assert_eq!((set.notes, set.name.as_str(), set.lies_down), (vec![], "", false));

    let zipped = plain.map(|(name, bytes)| (name, gzip(bytes)));
    let zipped = zipped.each_ref().map(|(name, bytes)| (*name, &bytes[..]));
    reads(&zipped, &train, &test);
    let twice = zipped.map(|(name, bytes)| (name, gzip(bytes)));
    let twice = twice.each_ref().map(|(name, bytes)| (*name, &bytes[..]));
    reads(&twice, &train, &test);
    // EMNIST's archive has its files packed; Kaggle's has each twice, once in a folder.
    let archive = zip(&zipped);
    let set = reads(&[("emnist-digits.zip", &archive)], &train, &test);
    assert_eq!(set.name, "emnist digits");
    let folders = plain.map(|(name, bytes)| (format!("archive/{name}/{name}"), bytes));
    let mut all: Vec<(&str, &[u8])> = folders.iter().map(|(name, it)| (&name[..], *it)).collect();
    all.extend(plain);
    all.push(("__MACOSX/._train-images-idx3-ubyte", b"\0\x05\x16\x07"));
    all.push(("readme.txt", b"Have fun"));
    reads(&[("archive.zip", &zip(&all))], &train, &test);
}

#[test]
fn lines_are_read_with_and_without_names_and_the_label_first_or_last() {
    let all = Made::count(70);
    let [train, test] = [(0..70), (0..70)].map(|all| all.collect::<Vec<usize>>());
    let kept = |at: usize| (0..at).filter(|i| i * 7 % 10 == at * 7 % 10).count() % 7 == 3;
    let part = |which: Vec<usize>, wanted: bool| {
        let which = which.into_iter().filter(|&at| kept(at) == wanted);
        which.collect::<Vec<_>>()
    };
    let (train, test) = (part(train, false), part(test, true));
    assert_eq!((train.len(), test.len()), (60, 10));
    let names: Vec<String> = (0..784).map(|i| format!("pixel{i}")).collect();
    let names = names.join(",");
    let semicolons = all.csv(false).replace(',', ";");
    let numbered: String =
        all.csv(false).lines().enumerate().map(|(i, line)| format!("{i},{line}\r\n")).collect();
    let texts = [
        all.csv(false),
        all.csv(true),
        format!("\u{feff}label,{names}\n{}", all.csv(false)),
        format!("{names},\"class\"\n\n{}", all.csv(true)),
        format!(",label,{names}\r\n{numbered}"),
        semicolons,
        all.csv(false).replace(",0,", ",0.0,"),
    ];
    for (number, text) in texts.iter().enumerate() {
        let set =
            read(&[("mine.csv", text.as_bytes())]).unwrap_or_else(|e| panic!("{number}: {e}"));
        assert_eq!((set.train.len(), set.test.len(), &set.name[..]), (60, 10, "mine"), "{number}");
        let labels = test.iter().map(|&at| all.labels[at]).collect::<Vec<_>>();
        assert_eq!(set.test.labels().to_vec(), labels, "{number}");
        let pixels = all.pixels();
        let expected = train.iter().flat_map(|&at| pixels[at * 784..(at + 1) * 784].to_vec());
        assert!(set.train.pixels() == expected.collect::<Vec<_>>(), "{number}");
        assert_eq!(set.notes, [Note::HeldOut], "{number}");
    }
    // Kaggle's competition: its test.csv has no labels.
    let train = format!("label,{names}\n{}", all.csv(false));
    let unlabelled: String = all
        .csv(false)
        .lines()
        .map(|line| format!("{}\n", line.split_once(',').unwrap().1))
        .collect();
    let test = format!("{names}\n{unlabelled}");
    let archive = zip(&[
        ("sample_submission.csv", b"ImageId,Label\n1,0\n"),
        ("test.csv", test.as_bytes()),
        ("train.csv", train.as_bytes()),
    ]);
    let set = read(&[("digit-recognizer.zip", &archive)]).unwrap();
    assert_eq!((set.train.len(), &set.name[..]), (60, "digit recognizer"));
    let left = vec!["digit-recognizer.zip/test.csv".to_owned()];
    assert_eq!(set.notes, [Note::Unpaired { files: left }, Note::HeldOut]);
    assert!(matches!(
        refused(&[("test.csv", test.as_bytes())]),
        DigitFilesError::NoLabels { images } if images == "test.csv"
    ));
}

#[test]
fn what_is_wrong_with_lines_is_said_with_its_place() {
    let csv = Made::count(70).csv(false);
    let lacking = csv.lines().enumerate().map(|(i, line)| match i {
        2 => "5,0,0\n".to_owned(),
        _ => format!("{line}\n"),
    });
    let lacking: String = lacking.collect();
    assert_eq!(
        refused(&[("a.csv", lacking.as_bytes())]),
        DigitFilesError::Columns { file: "a.csv".into(), line: 3, found: 3, expected: 785 }
    );
    let (first, rest) = csv.split_once('\n').unwrap();
    for bad in ["256", "-1", "0.5", "x", ""] {
        let text = format!("{first}\n0,{bad}{}", &rest[rest.find(",0").unwrap() + 2..]);
        let error = refused(&[("a.csv", text.as_bytes())]);
        let DigitFilesError::Cell { line: 2, column: 2, found, .. } = error else {
            panic!("{bad}: {error}")
        };
        assert_eq!(found, bad);
    }
    // All digits are the same: either end may be the label.
    let alike = Made::of([0; 50]).csv(false);
    let which = DigitFilesError::WhichLabels { file: "a.csv".into() };
    assert_eq!(refused(&[("a.csv", alike.as_bytes())]), which);
}

#[test]
fn arrays_of_keras_and_numpy_are_read() {
    let (train, test) = (Made::count(70), Made::count(30));
    let int64 = |labels: &[u8]| labels.iter().flat_map(|&l| i64::from(l).to_le_bytes()).collect();
    let (tl, sl): (Vec<u8>, Vec<u8>) = (int64(&train.labels), int64(&test.labels));
    let keras = zip(&[
        ("x_test.npy", &npy("|u1", "30, 28, 28", &test.pixels())),
        ("x_train.npy", &npy("|u1", "70, 28, 28", &train.pixels())),
        ("y_test.npy", &npy("<i8", "30,", &sl)),
        ("y_train.npy", &npy("<i8", "70,", &tl)),
    ]);
    let set = reads(&[("mnist.npz", &keras)], &train, &test);
    assert_eq!((set.name.as_str(), set.notes), ("mnist", vec![]));
    // Fractions of 255, channels behind, one-hot labels; four archives of one array each.
    let floats: Vec<u8> =
        train.pixels().iter().flat_map(|&p| (f32::from(p) / 255.0).to_le_bytes()).collect();
    let hot: Vec<u8> = train
        .labels
        .iter()
        .flat_map(|&l| (0..10).flat_map(move |i| f32::from(u8::from(i == l)).to_be_bytes()))
        .collect();
    let alone = |array: &[u8]| zip(&[("arr_0.npy", array)]);
    let wide: Vec<u8> = test.pixels().iter().flat_map(|&p| u16::from(p).to_le_bytes()).collect();
    reads(
        &[
            ("k-train-imgs.npz", &alone(&npy("<f4", "70, 28, 28, 1", &floats))),
            ("k-test-imgs.npz", &alone(&npy("<u2", "30, 784", &wide))),
            ("k-train-labels.npz", &alone(&npy(">f4", "70, 10", &hot))),
            ("k-test-labels.npz", &alone(&npy("|u1", "30, 1", &test.labels))),
        ],
        &train,
        &test,
    );
    let error = refused(&[("a.npy", &npy("|O", "70,", &[]))]);
    assert_eq!(error, DigitFilesError::Values { file: "a.npy".into(), found: "|O".into() });
    let halves = npy("<f8", "1, 784", &[128.5f64; 784].map(f64::to_le_bytes).concat());
    let error = refused(&[("x.npy", &halves), ("y.npy", &npy("|u1", "1,", &[3]))]);
    assert!(matches!(error, DigitFilesError::Values { .. }), "{error}");
}

#[test]
fn rows_qmnists_labels_and_bytes_behind_the_end_are_read() {
    let all = Made::count(70);
    let rows = idx(8, &[70, 784], &all.pixels());
    let notes: Vec<u8> = all
        .labels
        .iter()
        .flat_map(|&l| [i32::from(l), 4, 2600, -1, 39, 0, 99, 4].map(i32::to_be_bytes).concat())
        .collect();
    let labels = idx(0x0c, &[70, 8], &notes);
    let of =
        [("qmnist-train-images-idx2-ubyte", &rows[..]), ("qmnist-train-labels-idx2-int", &labels)];
    let set = read(&of).unwrap();
    assert_eq!((set.train.len(), set.test.len(), &set.name[..]), (60, 10, "qmnist"));
    assert_eq!(set.train.labels().iter().chain(set.test.labels()).filter(|&&l| l == 7).count(), 7);
    // Zeros and ends of lines aren't worth a word; other bytes are said; many are refused.
    let plain = read(&[("i", &all.images_idx()[..]), ("l", &all.labels_idx())]).unwrap();
    let longer = |bytes: Vec<u8>, more: &[u8]| [bytes, more.to_vec()].concat();
    let padded = longer(all.images_idx(), &[0; 3000]);
    assert_eq!(read(&[("i", &padded[..]), ("l", &longer(all.labels_idx(), b"\r\n"))]), Ok(plain));
    let some = longer(all.images_idx(), b"some");
    let set = read(&[("i", &some[..]), ("l", &all.labels_idx())]).unwrap();
    assert_eq!(set.notes[0], Note::Trailing { file: "i".into(), bytes: 4 });
    let many = longer(all.labels_idx(), &[7; 16]);
    assert_eq!(
        refused(&[("i", &all.images_idx()[..]), ("l", &many)]),
        DigitFilesError::TooLong { file: "l".into(), found: 16, expected: 70 }
    );
    let zeros_behind_gzip = longer(gzip(&all.labels_idx()), &[0; 100]);
    assert!(read(&[("i", &all.images_idx()[..]), ("l", &zeros_behind_gzip)]).is_ok());
}

#[test]
fn a_sorted_set_keeps_every_seventh_of_each_class_and_is_mixed() {
    let sorted = Made::of((0..10).flat_map(|class| vec![class; 30]));
    let set = read(&[("i", &sorted.images_idx()[..]), ("l", &sorted.labels_idx())]).unwrap();
    assert_eq!(set.notes, [Note::HeldOut, Note::Mixed]);
    for part in [&set.train, &set.test] {
        for class in 0..10 {
            let count = part.labels().iter().filter(|&&label| label == class).count();
            assert_eq!(count, part.len() / 10, "class {class}");
        }
    }
    let first: Vec<u8> = set.train.labels().iter().take(20).copied().collect();
    assert!((0..10).all(|class| first.contains(&class)), "{first:?}");
    let few = Made::of([1, 2, 3]);
    assert_eq!(
        refused(&[("i", &few.images_idx()[..]), ("l", &few.labels_idx())]),
        DigitFilesError::Few { file: "l".into(), found: 3 }
    );
}

#[test]
fn classes_that_are_missing_are_said() {
    let lacking = Made::of((0..100).map(|i| [0, 1, 2, 3, 5, 6, 7, 8][i * 3 % 8]));
    let set = read(&[("i", &lacking.images_idx()[..]), ("l", &lacking.labels_idx())]).unwrap();
    let missing = |split| Note::Missing { split, classes: vec![4, 9] };
    assert_eq!(set.notes, [Note::HeldOut, missing(Split::Train), missing(Split::Test)]);
}

/// Digits as pens write them.
fn written(labels: impl Iterator<Item = u8>) -> (Vec<u8>, Vec<u8>) {
    use crate::ink::render_as_thick;
    use crate::pens::write;
    use crate::rng::{Purpose, Rng};
    let (mut pixels, mut all) = (Vec::new(), Vec::new());
    for (row, label) in (0..).zip(labels) {
        let mut rng = Rng::new(3, Purpose::Pens { step: 0, row });
        pixels.extend(render_as_thick(&write(label, &mut rng), 2.5).unwrap());
        all.push(label);
    }
    (pixels, all)
}

fn transposed(pixels: &[u8]) -> Vec<u8> {
    let image = |image: &[u8]| (0..784).map(|p| image[p % 28 * 28 + p / 28]).collect::<Vec<_>>();
    pixels.chunks(784).flat_map(image).collect()
}

#[test]
fn digits_that_lie_on_their_side_are_noticed() {
    let (upright, labels) = written((0..400).map(|i| (i * 7 % 10) as u8));
    let lies = |pixels: &[u8]| {
        let images = idx(8, &[400, 28, 28], pixels);
        read(&[("i", &images[..]), ("l", &idx(8, &[400], &labels))]).unwrap().lies_down
    };
    assert!(!lies(&upright));
    let lying = transposed(&upright);
    assert!(lies(&lying));
    // Turned by 90° they are no digits when rows and columns are swapped.
    let turned = |image: &[u8]| image.chunks(28).rev().flatten().copied().collect::<Vec<_>>();
    assert!(!lies(&lying.chunks(784).flat_map(turned).collect::<Vec<_>>()));
}

#[test]
fn labels_that_begin_with_1_are_brought_to_0() {
    let (pixels, labels) = written((0..400).map(|i| (i * 7 % 10) as u8));
    let images = idx(8, &[400, 28, 28], &pixels);
    let read =
        |labels: Vec<u8>| read(&[("i", &images[..]), ("l", &idx(8, &[400], &labels))]).unwrap();
    let usual = read(labels.clone());
    for ten_is_zero in [true, false] {
        let changed = labels.iter().map(|&label| match (ten_is_zero, label) {
            (true, 0) => 10,
            (true, label) => label,
            (false, label) => label + 1,
        });
        let set = read(changed.collect());
        assert_eq!((&set.train, &set.test), (&usual.train, &usual.test), "{ten_is_zero}");
        assert_eq!(set.notes[0], Note::FromOne { ten_is_zero });
    }
}

#[test]
fn other_sizes_and_dark_ink_are_fitted_where_nothing_is_lost() {
    let all = Made::count(70);
    let pixels = all.pixels();
    let larger: Vec<u8> = pixels
        .chunks(784)
        .flat_map(|image| {
            (0..1024).map(|p| match (p / 32, p % 32) {
                (row @ 2..30, column @ 2..30) => image[(row - 2) * 28 + column - 2],
                _ => 0,
            })
        })
        .collect();
    let usual = read(&[("i", &all.images_idx()[..]), ("l", &all.labels_idx())]).unwrap();
    let of = |pixels: &[u8], side: u32| {
        read(&[("i", &idx(8, &[70, side, side], pixels)[..]), ("l", &all.labels_idx())])
    };
    let set = of(&larger, 32).unwrap();
    assert_eq!(
        (&set.train, &set.notes[0]),
        (&usual.train, &Note::Fitted { rows: 32, columns: 32 })
    );
    let dark: Vec<u8> = pixels.iter().map(|pixel| 255 - pixel).collect();
    let set = of(&dark, 28).unwrap();
    assert_eq!((&set.train, &set.notes[0]), (&usual.train, &Note::Inverted));
    let size = |rows| DigitFilesError::Size { file: "i".into(), rows, columns: rows };
    assert_eq!(of(&vec![255; 70 * 1024], 32), Err(size(32)));
    assert_eq!(of(&vec![0; 70 * 64 * 64], 64), Err(size(64)));
}

#[test]
fn files_that_may_belong_together_in_two_ways_are_asked_about() {
    let (a, b) = (Made::count(70), Made::count(71));
    let [ai, al, bi, bl] = [a.images_idx(), a.labels_idx(), b.images_idx(), b.labels_idx()];
    let names = ["first-images", "second-images", "one-labels", "other-labels"].map(str::to_owned);
    assert_eq!(
        refused(&[(&names[0], &ai), (&names[1], &ai), (&names[2], &al), (&names[3], &al)]),
        DigitFilesError::WhichPair { images: names[..2].to_vec(), labels: names[2..].to_vec() }
    );
    let alike = [("a-images", &ai[..]), ("a-labels", &al), ("b-images", &ai), ("b-labels", &al)];
    let names = vec!["a-images".to_owned(), "b-images".to_owned()];
    assert_eq!(refused(&alike), DigitFilesError::WhichTest { names });
    reads(&[("a-images", &ai), ("a-labels", &al), ("b-images", &bi), ("b-labels", &bl)], &b, &a);
    let error = refused(&[("train-images", &ai[..]), ("t10k-labels", &al)]);
    assert!(matches!(error, DigitFilesError::WhichPair { .. }), "{error}");
    assert_eq!(
        refused(&[("a-images", &ai[..]), ("b-labels", &bl)]),
        DigitFilesError::Counts {
            images: "a-images".into(),
            image_count: 70,
            labels: "b-labels".into(),
            label_count: 71,
        }
    );
    let [x, y] = ["x.csv", "y.csv"].map(|name| (name, a.csv(false)));
    let three = [(x.0, x.1.as_bytes()), (y.0, y.1.as_bytes()), ("z.csv", x.1.as_bytes())];
    assert!(matches!(refused(&three), DigitFilesError::SeveralSets { names } if names.len() == 3));
    assert_eq!(refused(&[]), DigitFilesError::NoFile);
    let images = "a-images".to_owned();
    assert_eq!(refused(&[("a-images", &ai[..])]), DigitFilesError::NoLabels { images });
}

#[test]
fn what_is_no_digits_is_called_by_its_name() {
    let images = Made::count(70).images_idx();
    let tar = [&[b'a'; 257][..], b"ustar\0"].concat();
    let cases: [(&[u8], Kind); 17] = [
        (b"", Kind::Nothing),
        (b"<!DOCTYPE html><title>404</title>", Kind::WebPage),
        (b"  <html>", Kind::WebPage),
        (b"<?xml version=\"1.0\"?><svg/>", Kind::Svg),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", Kind::LfsPointer),
        (b"\x89PNG\r\n\x1a\n", Kind::Png),
        (b"\xff\xd8\xff\xe0", Kind::Jpeg),
        (b"%PDF-1.7", Kind::Pdf),
        (b"NIBN\x01\0", Kind::NibnetNet),
        (b"\x80\x03cnumpy.core", Kind::Pickle),
        (b"MATLAB 5.0 MAT-file", Kind::Matlab),
        (b"PAR1\x15", Kind::Parquet),
        (b"\x89HDF\r\n", Kind::Hdf5),
        (&tar, Kind::Archive),
        (b"[[0,1]]", Kind::Json),
        (b"Dear reader,\nthese are digits", Kind::Text),
        (b"\x01\x02\x03\xff", Kind::Unknown),
    ];
    for (bytes, what) in cases {
        for bytes in [bytes.to_vec(), gzip(bytes)] {
            let file = "mine.gz".to_owned();
            let error = refused(&[("mine.gz", &bytes)]);
            assert_eq!(error, DigitFilesError::NotDigits { file, what });
        }
    }
    let pictures = zip(&[("0/a.png", b"\x89PNG"), ("letter.txt", b"Dear reader")]);
    let file = "pictures.zip".to_owned();
    assert_eq!(refused(&[("pictures.zip", &pictures)]), DigitFilesError::EmptyArchive { file });
    let mut cut = zip(&[("train-images-idx3-ubyte", &images)]);
    cut.truncate(cut.len() - 5);
    assert!(matches!(refused(&[("cut.zip", &cut)]), DigitFilesError::Unreadable { .. }));
    let mut cut = gzip(&images);
    cut.truncate(cut.len() / 2);
    assert!(matches!(refused(&[("cut.gz", &cut)]), DigitFilesError::NoLabels { .. }));
    let labels = Made::count(70).labels_idx();
    let error = refused(&[("cut.gz", &cut), ("labels", &labels)]);
    assert!(matches!(error, DigitFilesError::Unreadable { .. }), "{error}");
}

#[test]
fn what_announces_more_than_memory_holds_is_refused_before_it_is_allocated() {
    let huge = idx(8, &[u32::MAX, 255, 255], &[]);
    let labels = idx(8, &[u32::MAX], &[]);
    let error = refused(&[("i", &huge), ("l", &labels)]);
    assert!(matches!(error, DigitFilesError::Memory(_)), "{error}");
    let lying = idx(8, &[60_000, 28, 28], &[0; 784]);
    assert!(matches!(
        refused(&[("i", &lying), ("l", &idx(8, &[60_000], &[0; 60_000]))]),
        DigitFilesError::Length { found: 784, expected: 47_040_000, .. }
    ));
    // A gigabyte of one line in a megabyte of archive.
    let bomb = zip(&[("a.csv", &[b"0,0,0,0,", vec![b'0'; 1 << 24].as_slice()].concat())]);
    assert!(matches!(refused(&[("bomb.zip", &bomb)]), DigitFilesError::Unreadable { .. }));
}

#[test]
fn of_larger_files_the_first_are_kept_and_the_others_counted() {
    let all = Made::count(140);
    let csv = all.csv(false);
    for of in [
        &[("i", &all.images_idx()[..]), ("l", &all.labels_idx())][..],
        &[("a.csv", csv.as_bytes())],
    ] {
        let set = read_digit_files(&files(of), 70).unwrap();
        assert_eq!((set.train.len(), set.test.len()), (60, 10));
        assert_eq!(set.notes, [Note::HeldOut, Note::Left { count: 70 }]);
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        start in 0usize..8,
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        more in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let starts: [&[u8]; 8] = [
            b"", &[0, 0, 8, 3, 0, 0, 0, 1], b"\x93NUMPY\x01\0", b"PK\x03\x04", b"PK\x05\x06",
            &[0x1f, 0x8b, 8, 0], b"label,pixel0\n", &[0, 0, 0x0c, 2, 0, 0, 0, 9],
        ];
        let bytes = [starts[start], &bytes].concat();
        for of in [&[("a", &bytes[..])][..], &[("a-images", &bytes[..]), ("a-labels", &more)]] {
            if let Err(error) = read(of) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn a_changed_byte_is_refused_or_read_whole(
        which in 0usize..4, at in any::<prop::sample::Index>(), with in any::<u8>(),
    ) {
        let all = Made::count(40);
        let kinds = [
            zip(&[("i.npy", &npy("<u1", "40, 28, 28", &all.pixels())), ("l.idx", &all.labels_idx())]),
            gzip(all.csv(false).as_bytes()),
            npy("<f8", "40, 784", &all.pixels().iter().flat_map(|&p| f64::from(p).to_le_bytes())
                .collect::<Vec<_>>()),
            all.images_idx(),
        ];
        let mut bytes = kinds[which].clone();
        let at = at.index(bytes.len().min(400));
        bytes[at] = with;
        let labels = all.labels_idx();
        let of = [("a", &bytes[..]), ("l", &labels)];
        match read(if which < 2 { &of[..1] } else { &of[..] }) {
            Ok(set) => prop_assert!(set.train.len() + set.test.len() <= 40),
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
