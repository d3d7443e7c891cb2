"""The rules of a static server, written beside the pages: what answers 410, what each answer says to the browser.

nginx: `include` the file inside `http {}`. Apache reads `.htaccess` by itself where AllowOverride permits.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from gongkai.portal.publication.rendering import Answer
from gongkai.portal.views.files import SEALED

RULES = Path(".server")
GONE = Path(".gone")  # what is shown at the addresses of what was withdrawn
SEALS = (
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
)
POLICY = "Content-Security-Policy"
SHOWN = "png|jpe?g|gif|webp|pdf"

NGINX = """# 由 gongkai site build 写成，下次会重写。用法：在 nginx.conf 的 http {{ }} 里写
#     include {folder}/.server/nginx.conf;
# 端口、域名和证书在自己的配置里改；root 一行写这个文件夹实际的位置。
# 查询、表单、列表的后几页、英文界面、读者自己的显示设置和后台转给 gongkai serve（下面的 127.0.0.1:8000）。
map_hash_bucket_size 1024;
map_hash_max_size 65536;
map $uri $gongkai_gone {{
    default 0;
    include {folder}/.server/gone.map;
}}
map $uri $gongkai_policy {{
    default "{policy}";
    ~^/files/ "{sealed}";
}}
map $uri $gongkai_disposition {{
    default "";
    "~*^/files/.*\\.({shown})$" inline;
    ~^/files/ attachment;
}}
map $uri $gongkai_cache {{
    default "public, no-cache";
    "~^/static/.*\\.[0-9a-f]{{12}}\\." "max-age=315360000, public, immutable";
}}
map $http_accept_language $gongkai_english {{
    default "";
    ~*^en 1;
}}
map $request_method $gongkai_form {{
    default "";
    POST 1;
}}
map "$args$cookie_django_language$cookie_display$gongkai_english$gongkai_form" $gongkai_dynamic {{
    default 1;
    "" 0;
}}
server {{
    listen 80;
    server_name _;
    root {folder};
    index index.html;
    server_tokens off;
    absolute_redirect off;
    charset utf-8;
    charset_types text/plain text/css text/csv application/xml application/atom+xml application/javascript image/svg+xml;
    gzip_static on;
    gzip_vary on;
    error_page 404 /404.html;
    error_page 410 @gone;
    error_page 418 = @dynamic;
{seals}
    add_header Content-Security-Policy $gongkai_policy always;
    add_header Content-Disposition $gongkai_disposition;
    add_header Cache-Control $gongkai_cache always;

    location ~ /\\. {{ return 404; }}
    location = /404.html {{ internal; }}
    location /static/ {{ }}
    location /files/ {{
        if ($gongkai_gone) {{ return 410; }}
    }}
    location / {{
        if ($gongkai_gone) {{ return 410; }}
        if ($gongkai_dynamic) {{ return 418; }}
        location ~ \\.xml$ {{
            if ($gongkai_dynamic) {{ return 418; }}
            types {{ }}
            default_type application/xml;
        }}
        location ~ \\.atom$ {{
            if ($gongkai_dynamic) {{ return 418; }}
            types {{ }}
            default_type application/atom+xml;
        }}
        location ~ \\.csv$ {{
            if ($gongkai_dynamic) {{ return 418; }}
            types {{ }}
            default_type text/csv;
        }}
    }}
    location ~ ^/(admin|language)/ {{ return 418; }}
    location @gone {{
        root {folder}/.gone;
        types {{ }}
        default_type text/html;
        try_files $uri/index.html $uri/../index.html /files.html =410;
    }}
    location @dynamic {{
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        client_max_body_size 60m;
    }}
}}
"""

APACHE = """# 由 gongkai site build 写成，下次会重写。要求 AllowOverride All，以及 mod_rewrite、mod_headers。
Options -Indexes -MultiViews
DirectoryIndex index.html
DirectorySlash On
AddDefaultCharset utf-8
AddType application/atom+xml .atom
AddType application/xml .xml
AddType text/csv .csv
AddCharset utf-8 .atom .xml .csv .css .js .svg
ErrorDocument 404 /404.html
ErrorDocument 410 "/.gone%{{REQUEST_URI}}index.html"
RewriteEngine On
RewriteCond %{{ENV:REDIRECT_STATUS}} ^$
RewriteRule (^|/)\\. - [R=404,L]
RewriteCond %{{ENV:REDIRECT_STATUS}} ^410$
RewriteRule "^\\.gone/files/" "/.gone/files.html" [END]
RewriteCond %{{ENV:REDIRECT_STATUS}} ^410$
RewriteRule ^ - [L]
{gone}
<IfModule mod_headers.c>
{seals}
Header always set Content-Security-Policy "{policy}"
Header set Cache-Control "public, no-cache"
<If "%{{REQUEST_URI}} =~ m#^/files/#">
Header always set Content-Security-Policy "{sealed}"
Header set Content-Disposition attachment
</If>
<If "%{{REQUEST_URI}} =~ m#^/files/.*\\.({shown})$#i">
Header set Content-Disposition inline
</If>
<If "%{{REQUEST_URI}} =~ m#^/static/.*\\.[0-9a-f]{{12}}\\.#">
Header set Cache-Control "max-age=315360000, public, immutable"
</If>
</IfModule>
"""


def texts(gone: list[str], files: list[str], *, page: Answer, folder: Path) -> Iterator[tuple[Path, str]]:
    """Each file of rules with its text, for that folder. `page` is any page of the site: its seals are those of all."""
    policy = "; ".join(sorted(part.strip() for part in page.header(POLICY).split(";")))
    words = {"policy": policy, "sealed": SEALED, "shown": SHOWN, "folder": folder}
    seals = [(name, page.header(name)) for name in SEALS]
    nginx = "\n".join(f'    add_header {name} "{value}" always;' for name, value in seals)
    apache = "\n".join(f'Header always set {name} "{value}"' for name, value in seals)
    yield RULES / "nginx.conf", NGINX.format(seals=nginx, **words)
    yield RULES / "gone.map", "".join(f"{_quoted(address)} 1;\n" for address in [*gone, *files])
    rules = "\n".join(f'RewriteRule "^{re.escape(address[1:])}$" - [G,L]' for address in [*gone, *files])
    yield Path(".htaccess"), APACHE.format(seals=apache, gone=rules, **words)


def _quoted(address: str) -> str:
    return '"' + address.replace("\\", "\\\\").replace('"', '\\"') + '"'
