use std::path::Path;

use axum::body::{Body, to_bytes};
use axum::http::Response;
use tower::ServiceExt;

use super::*;
use crate::folder::Folder;

const CHUNK: &str = "/data/train-00-1a2b3c4d.nibd";

/// A page in `dist/`, beside a file that is none of anybody's business.
fn page(name: &str) -> Folder {
    let root = Folder::new(name);
    root.write("secret.txt", "secret");
    for file in ["index.html", "app.css", "app.js", "app.js.map", "nibnet.wasm", "digits.nib"] {
        root.write(&format!("dist/{file}"), &format!("plain {file}"));
    }
    root.write("dist/data/mnist.json", "{}");
    root.write(&format!("dist{CHUNK}"), "chunk");
    root.write("dist/app.js.br", "brotli");
    root.write("dist/app.js.gz", "gzip");
    root
}

fn ask(
    root: &Path,
    isolation: bool,
    path: &str,
    header: Option<(&str, &str)>,
) -> (Response<()>, String) {
    let mut request = Request::builder().uri(path);
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let request = request.body(Body::empty()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let answer = router(root.join("dist"), isolation).oneshot(request).await.unwrap();
        let (head, body) = answer.into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap();
        (Response::from_parts(head, ()), String::from_utf8_lossy(&body).into_owned())
    })
}

fn header<'a>(answer: &'a Response<()>, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[test]
fn every_kind_of_file_has_its_mime_type() {
    let root = page("mime");
    let kinds = [
        ("/", "text/html; charset=utf-8"),
        ("/app.js", "text/javascript; charset=utf-8"),
        ("/app.css", "text/css; charset=utf-8"),
        ("/app.js.map", "application/json"),
        ("/nibnet.wasm", "application/wasm"),
        ("/digits.nib", "application/octet-stream"),
        ("/data/mnist.json", "application/json"),
        (CHUNK, "application/octet-stream"),
    ];
    for (path, kind) in kinds {
        let (answer, _) = ask(&root, true, path, None);
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "content-type")),
            (200, kind),
            "{path}"
        );
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{path}");
    }
}

#[test]
fn isolation_is_on_unless_told_otherwise() {
    let root = page("isolation");
    for path in ["/", "/app.js", "/nibnet.wasm", "/missing"] {
        for (isolation, expected) in
            [(true, ["same-origin", "require-corp", "cross-origin"]), (false, ["", "", ""])]
        {
            let (answer, _) = ask(&root, isolation, path, None);
            let found = ["opener", "embedder", "resource"]
                .map(|what| header(&answer, &format!("cross-origin-{what}-policy")).to_owned());
            assert_eq!(found, expected, "{path}");
        }
    }
}

#[test]
fn documents_and_workers_have_the_policy() {
    let root = page("policy");
    for path in ["/", "/index.html", "/app.js"] {
        let (answer, _) = ask(&root, false, path, None);
        let policy = header(&answer, "content-security-policy");
        assert!(
            policy.starts_with(
                "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src"
            ),
            "{policy}"
        );
        assert!(policy.ends_with("require-trusted-types-for 'script'; trusted-types nibnet"));
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    }
    assert_eq!(header(&ask(&root, false, "/digits.nib", None).0, "content-security-policy"), "");
}

#[test]
fn only_what_is_named_by_its_content_is_kept_without_asking() {
    let root = page("cache");
    for path in ["/", "/app.js", "/nibnet.wasm", "/data/mnist.json", "/data/train-09-00000000.nibd"]
    {
        assert_eq!(header(&ask(&root, true, path, None).0, "cache-control"), "no-cache", "{path}");
    }
    let (answer, _) = ask(&root, true, CHUNK, None);
    assert!(header(&answer, "cache-control").contains("immutable"));

    assert!(is_named_by_content("/data/test-1-ABCDEF01.nibd"));
    assert!(is_named_by_content("/de-X36Q2JVG.js"));
    for path in [
        "/1a2b3c4d.nibd",
        "/a-1a2b3c4.nibd",
        "/a-1a2b3c4g.nibd",
        "/a-1a2b3c4d.json",
        "/a-1a2b3c4d.nibd/x",
        "/X36Q2JVG.js",
        "/worker-threads.js",
        "/de-X36Q2JVG.js.map",
        "/de-x36q2jvg.js",
    ] {
        assert!(!is_named_by_content(path), "{path}");
    }
}

#[test]
fn a_browser_that_has_the_file_is_told_that_it_still_holds() {
    let root = page("etag");
    let (first, _) = ask(&root, true, "/nibnet.wasm", None);
    assert_ne!(header(&first, "last-modified"), "");
    let tag = header(&first, "etag");
    let (again, body) = ask(&root, true, "/nibnet.wasm", Some(("if-none-match", tag)));
    assert_eq!((again.status(), body.as_str()), (StatusCode::NOT_MODIFIED, ""));
}

#[test]
fn the_smallest_wrapping_that_the_browser_takes_is_sent() {
    let root = page("encoding");
    let cases = [
        ("gzip, deflate, br", "br", "brotli"),
        ("gzip", "gzip", "gzip"),
        ("br;q=0, gzip", "gzip", "gzip"),
        ("identity", "", "plain app.js"),
    ];
    for (accepted, encoding, expected) in cases {
        let (answer, body) = ask(&root, true, "/app.js", Some(("accept-encoding", accepted)));
        assert_eq!(
            (header(&answer, "content-encoding"), body.as_str()),
            (encoding, expected),
            "{accepted}"
        );
        assert!(header(&answer, "content-type").starts_with("text/javascript"), "{accepted}");
        assert!(header(&answer, "vary").contains("accept-encoding"), "{accepted}");
    }
}

#[test]
fn nothing_outside_dist_is_served() {
    let root = page("outside");
    let ways = [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/data/../../secret.txt",
        "/data/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "//secret.txt",
        "/%2fetc/hostname",
        "/app.js%00",
    ];
    for way in ways {
        let (answer, body) = ask(&root, true, way, None);
        assert!(answer.status().is_client_error(), "{way}: {}", answer.status());
        assert!(!body.contains("secret\n") && body != "secret", "{way}");
    }
}

#[test]
fn a_missing_file_is_named_in_plain_text() {
    let root = page("missing");
    let (answer, body) = ask(&root, true, "/no/such.js", None);
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert!(header(&answer, "content-type").starts_with("text/plain"));
    assert!(
        body.contains("nothing is at /no/such.js") && body.contains("The page is at /"),
        "{body}"
    );
}

#[test]
fn a_port_in_use_is_said_with_the_flag_that_mends_it() {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let taken = listen(any).unwrap().local_addr().unwrap();
    let _holder = listen(taken).unwrap();
    let text = listen(taken).unwrap_err().to_string();
    assert!(text.contains(&taken.to_string()) && text.contains("--port"), "{text}");
}

#[test]
fn port_0_takes_a_port_that_is_free() {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let (one, other) = (listen(any).unwrap(), listen(any).unwrap());
    assert_ne!(one.local_addr().unwrap().port(), 0);
    assert_ne!(one.local_addr().unwrap(), other.local_addr().unwrap());
}
