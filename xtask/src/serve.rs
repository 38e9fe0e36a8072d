//! The development server: `dist/` over HTTP, with the headers that a good host would send.

use std::io::{self, Read};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::handler::HandlerWithoutStateExt;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use clap::Args;
use tokio::sync::{mpsc, oneshot};
use tower_http::services::ServeDir;

use crate::dist;
use crate::failure::Failure;
use crate::paths::Paths;

#[derive(Args)]
pub struct Options {
    /// The port; 0 takes any that is free.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen on; 0.0.0.0 lets others on the network in.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Serve your own digits: the folder with the four IDX files, plain or .gz.
    #[arg(long, value_name = "DIR")]
    mnist: Option<PathBuf>,
    /// Leave out COOP and COEP: the page then runs on one thread.
    #[arg(long)]
    no_isolation: bool,
    /// Serve dist/ as it is.
    #[arg(long, conflicts_with = "mnist")]
    no_build: bool,
    /// Stop when standard input ends: a test that dies takes its server along.
    #[arg(long, hide = true)]
    until_stdin_ends: bool,
}

pub fn run(paths: &Paths, options: &Options) -> Result<(), Failure> {
    let address = SocketAddr::new(options.host, options.port);
    // A port that is taken is better known before the minutes of a first build than after.
    drop(listen(address)?);
    if !options.no_build {
        let build = dist::Options { mnist: options.mnist.clone(), ..Default::default() };
        dist::build(paths, &build)?;
    }
    if !paths.dist.join("index.html").is_file() {
        let why = format!("{} has no index.html", paths.dist.display());
        return Err(Failure::new("there is no page to serve", why).mend("cargo xtask build"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new("the server could not start", error))?;
    runtime.block_on(serve(
        listen(address)?,
        router(paths.dist.clone(), !options.no_isolation),
        options.until_stdin_ends,
    ))
}

fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).map_err(|error| {
        let failure = Failure::new(format!("could not listen on {address}"), &error);
        match error.kind() {
            io::ErrorKind::AddrInUse => failure.mend(format!(
                "cargo xtask serve --port {}   (or stop the program that uses {})",
                address.port().wrapping_add(1).max(1024),
                address.port(),
            )),
            io::ErrorKind::PermissionDenied => failure.mend("cargo xtask serve --port 8080"),
            io::ErrorKind::AddrNotAvailable => failure.mend("cargo xtask serve --host 127.0.0.1"),
            _ => failure,
        }
    })
}

async fn serve(
    listener: TcpListener,
    router: Router,
    until_stdin_ends: bool,
) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::new("the server stopped", error);
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
    println!("nibnet is at http://{address}/");
    if !address.ip().is_loopback() {
        eprintln!("anyone who can reach this machine can open it");
    }
    if !until_stdin_ends {
        eprintln!("Ctrl-C stops it");
    }

    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = stopped.await;
    });
    let server = tokio::spawn(server.into_future());
    asked_to_stop(until_stdin_ends).await;
    let _ = stop.send(());
    // Answers under way are finished, but a browser that holds its connection is not waited for.
    match tokio::time::timeout(Duration::from_secs(2), server).await {
        Ok(Ok(Err(error))) => Err(failed(error)),
        _ => Ok(()),
    }
}

/// Returns on Ctrl-C, on a polite kill, and if so wanted at the end of standard input.
async fn asked_to_stop(until_stdin_ends: bool) {
    let (ask, mut asked) = mpsc::channel::<()>(1);
    let by_keys = ask.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            let _ = by_keys.send(()).await;
        }
    });
    #[cfg(unix)]
    if let Ok(mut kill) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
    {
        let by_kill = ask.clone();
        tokio::spawn(async move {
            kill.recv().await;
            let _ = by_kill.send(()).await;
        });
    }
    if until_stdin_ends {
        let at_end = ask.clone();
        // A thread of its own: the runtime would wait for a read that never returns.
        std::thread::spawn(move || {
            let mut buffer = [0; 64];
            while let Ok(1..) = io::stdin().read(&mut buffer) {}
            let _ = at_end.blocking_send(());
        });
    }
    // `ask` stays alive until here, so silence is not taken for a request.
    asked.recv().await;
    drop(ask);
}

/// The files of `dist`, and what every answer says about them.
fn router(dist: PathBuf, isolation: bool) -> Router {
    let files = ServeDir::new(dist)
        .precompressed_br()
        .precompressed_gzip()
        .fallback(not_found.into_service());
    Router::new().fallback_service(files).layer(middleware::from_fn(
        move |request: Request, next: Next| async move {
            let path = request.uri().path().to_owned();
            let mut response = next.run(request).await;
            let is_found =
                response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
            add_headers(&path, is_found, isolation, response.headers_mut());
            response
        },
    ))
}

async fn not_found(uri: Uri) -> Response {
    let text = format!("404: nothing is at {}\nThe page is at /\n", uri.path());
    (StatusCode::NOT_FOUND, text).into_response()
}

/// Under this policy nothing but the page's own files can run or be asked for.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
    worker-src 'self' blob:; style-src 'self'; img-src 'self' blob: data:; object-src 'none'; \
    base-uri 'none'; require-trusted-types-for 'script'; trusted-types nibnet";

fn add_headers(path: &str, is_found: bool, isolation: bool, headers: &mut HeaderMap) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "no-referrer");
    let cache = if is_found && is_named_by_content(path) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache" // may be kept, but is asked for each time: a rebuilt page is seen at once
    };
    set(header::CACHE_CONTROL, cache);
    if isolation {
        set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        set(HeaderName::from_static("cross-origin-embedder-policy"), "require-corp");
        set(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let kind = match kind {
        "text/html" => "text/html; charset=utf-8",
        "text/css" => "text/css; charset=utf-8",
        "text/javascript" => "text/javascript; charset=utf-8",
        _ if path.ends_with(".map") && is_found => "application/json",
        _ => return,
    };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    // Workers have a policy of their own, which comes with their script.
    if kind.starts_with("text/html") || kind.starts_with("text/javascript") {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
}

/// `data/train-00-1a2b3c4d.nibd`, and esbuild's `de-X36Q2JVG.js`: another content would have
/// another name.
fn is_named_by_content(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((stem, kind)) = name.rsplit_once('.') else { return false };
    let Some((_, sum)) = stem.rsplit_once('-') else { return false };
    let is_sum: fn(u8) -> bool = match kind {
        "nibd" => |byte| byte.is_ascii_hexdigit(),
        "js" => |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        _ => return false,
    };
    sum.len() == 8 && sum.bytes().all(is_sum)
}

#[cfg(test)]
#[path = "serve_tests.rs"]
mod tests;
