"""The rules of a static server, written beside the pages: what answers 410, what each answer says to the browser.

nginx: `include` the file inside `http {}`. Apache reads `.htaccess` by itself where AllowOverride permits. Whatever has no
file is asked of `gongkai serve`; where nobody answers, a page says so.
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
UNREACHABLE = Path("unreachable.html")
ASKED = r"^/((admin|language|search)/|documents/[^/]+/[^/]+/alike/$)"  # never a file, whatever the reader

NGINX = """# 由 gongkai site build 写成，下次会重写。用法：在 nginx.conf 的 http {{ }} 里写
#     include "{folder}/.server/nginx.conf";
# 端口、域名和证书在自己的配置里改；root 一行写这个文件夹实际的位置。
# 搜索、表单、列表的后几页、英文界面、读者自己的显示设置和后台转给 gongkai serve（下面的 127.0.0.1:8000）；它不在时答 503，静态的页面照常。
# 装了 ngx_brotli 的，在 gzip_static 下面加一行 brotli_static on; 压缩得更小。
map_hash_bucket_size 1024;
map_hash_max_size 65536;
map $uri $gongkai_gone {{
    default 0;
    include "{folder}/.server/gone.map";
}}
map $uri $gongkai_policy {{
    default "{policy}";
    ~^/files/ "{sealed}";
}}
map $uri $gongkai_disposition {{
    default "";
    "~*^/files/.*\\.({shown})$" inline;
    ~^/files/ attachment;
    "~\\.tlog-proof$" attachment;
}}
map $uri $gongkai_cache {{
    default "public, no-cache";
    "~^/static/.*\\.[0-9a-f]{{12}}\\." "max-age=315360000, public, immutable";
    ~^/log/tile/ "public, max-age=31536000, immutable";
    ~^/log/ "no-cache";
}}
map $uri $gongkai_anybody {{
    default "";
    ~^/log/.  "*";
    "~/(canonical\\.json|receipt\\.tlog-proof)$" "*";
}}
map $http_accept_language $gongkai_english {{
    default "";
    "~*^(en|(?!.*zh).*[ ,]en)" 1;
}}
map $request_method $gongkai_sends {{
    default 1;
    GET "";
    HEAD "";
}}
map "$args$cookie_django_language$cookie_display$gongkai_english$gongkai_sends" $gongkai_dynamic {{
    default 1;
    "" 0;
}}
server {{
    listen 80;
    server_name _;
    root "{folder}";
    index index.html;
    server_tokens off;
    absolute_redirect off;
    charset utf-8;
    charset_types text/plain text/css text/csv application/xml application/atom+xml application/javascript image/svg+xml;
    gzip_static on;
    gzip_vary on;
    recursive_error_pages on;
    error_page 404 /404.html;
    error_page 410 @gone;
    error_page 418 = @dynamic;
{seals}
    add_header Content-Security-Policy $gongkai_policy always;
    add_header Content-Disposition $gongkai_disposition;
    add_header Cache-Control $gongkai_cache always;
    add_header Vary Accept-Language;
    add_header Access-Control-Allow-Origin $gongkai_anybody;

    location ~ /\\. {{ return 404; }}
    location = /404.html {{ internal; }}
    location = /{unreachable} {{ internal; }}
    location /static/ {{ }}
    location /files/ {{
        if ($gongkai_gone) {{ return 410; }}
    }}
    location ^~ /log/tile/ {{
        types {{ }}
        default_type application/octet-stream;
    }}
    location ~ ^/log/(checkpoint|policy)$ {{
        types {{ }}
        default_type text/plain;
    }}
    location ~ \\.tlog-proof$ {{
        types {{ }}
        default_type text/plain;
        try_files $uri @dynamic;
    }}
    location ~ /canonical\\.json$ {{
        error_page 404 /404.html;
        error_page 410 @gone_data;
        if ($gongkai_gone) {{ return 410; }}
        types {{ }}
        default_type application/json;
    }}
    location @gone_data {{
        root "{folder}/.gone";
        types {{ }}
        default_type application/json;
        try_files /canonical.json =404;
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
    location ~ {asked} {{ return 418; }}
    location @gone {{
        root "{folder}/.gone";
        types {{ }}
        default_type text/html;
        try_files $uri/index.html $uri/../index.html /files.html =410;
    }}
    location @dynamic {{
        add_header X-Files "";  # gongkai serve 的标头照原样：写了一行，上面的就不再继承
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        client_max_body_size 60m;
        error_page 502 504 =503 /{unreachable};
    }}
}}
"""

APACHE = """# 由 gongkai site build 写成，下次会重写。要求 AllowOverride All，以及 mod_rewrite、mod_headers。
# 装了 mod_proxy_http 的，搜索、表单、列表的后几页、英文界面和后台转给 gongkai serve（下面的 127.0.0.1:8000），
# 请在虚拟主机里写 ProxyPreserveHost On；没有装的答 503，静态的页面照常。
Options -Indexes -MultiViews
DirectoryIndex index.html
DirectorySlash On
AddDefaultCharset utf-8
AddType application/atom+xml .atom
AddType application/xml .xml
AddType text/csv .csv
AddType application/json .json
AddType text/plain .tlog-proof
AddCharset utf-8 .atom .xml .csv .css .js .svg .json .tlog-proof
ErrorDocument 404 /404.html
ErrorDocument 503 /{unreachable}
ErrorDocument 410 "/.gone%{{REQUEST_URI}}index.html"
RewriteEngine On
RewriteCond %{{ENV:REDIRECT_STATUS}} ^$
RewriteRule (^|/)\\. - [R=404,L]
RewriteCond %{{ENV:REDIRECT_STATUS}} ^410$
RewriteRule "^\\.gone/files/" "/.gone/files.html" [END]
RewriteCond %{{ENV:REDIRECT_STATUS}} ^410$
RewriteRule ^ - [L]
{gone}
RewriteCond %{{ENV:REDIRECT_STATUS}} ^$
RewriteCond %{{QUERY_STRING}} . [OR]
RewriteCond %{{REQUEST_METHOD}} !^(GET|HEAD)$ [OR]
RewriteCond %{{REQUEST_URI}} "{asked}" [OR]
RewriteCond %{{HTTP:Accept-Language}} "^(en|(?!.*zh).*[ ,]en)" [NC,OR]
RewriteCond %{{HTTP_COOKIE}} "(^|; *)(django_language|display)="
RewriteRule ^ - [E=GONGKAI_ASKED:1]
<IfModule mod_proxy_http.c>
RewriteCond %{{ENV:GONGKAI_ASKED}} ^1$
RewriteCond %{{REQUEST_URI}} "^(.*?)(index\\.html)?$"
RewriteRule ^ "http://127.0.0.1:8000%1" [P,L]
</IfModule>
RewriteCond %{{ENV:GONGKAI_ASKED}} ^1$
RewriteRule ^ - [R=503,L]
<IfModule mod_headers.c>
{seals}
Header always set Content-Security-Policy "{policy}" env=!GONGKAI_ASKED
Header set Cache-Control "public, no-cache" env=!GONGKAI_ASKED
Header merge Vary Accept-Language env=!GONGKAI_ASKED
<If "%{{REQUEST_URI}} =~ m#^/files/#">
Header always set Content-Security-Policy "{sealed}" env=!GONGKAI_ASKED
Header set Content-Disposition attachment env=!GONGKAI_ASKED
</If>
<If "%{{REQUEST_URI}} =~ m#^/files/.*\\.({shown})$#i">
Header set Content-Disposition inline env=!GONGKAI_ASKED
</If>
<If "%{{REQUEST_URI}} =~ m#^/static/.*\\.[0-9a-f]{{12}}\\.#">
Header set Cache-Control "max-age=315360000, public, immutable"
</If>
<If "%{{REQUEST_URI}} =~ m#^/log/.|/canonical\\.json$|\\.tlog-proof$#">
Header set Access-Control-Allow-Origin "*"
</If>
<If "%{{REQUEST_URI}} =~ m#^/log/tile/#">
ForceType application/octet-stream
Header set Cache-Control "public, max-age=31536000, immutable"
</If>
<If "%{{REQUEST_URI}} =~ m#^/log/(checkpoint|policy)$#">
ForceType "text/plain; charset=utf-8"
Header set Cache-Control "no-cache"
</If>
<If "%{{REQUEST_URI}} =~ m#\\.tlog-proof$#">
Header set Content-Disposition attachment
</If>
</IfModule>
"""


def texts(gone: list[str], files: list[str], *, page: Answer, folder: Path) -> Iterator[tuple[Path, str]]:
    """Each file of rules with its text, for that folder. `page` is any page of the site: its seals are those of all."""
    policy = "; ".join(sorted(part.strip() for part in page.header(POLICY).split(";")))
    words = {"policy": policy, "sealed": SEALED, "shown": SHOWN, "folder": folder}
    words |= {"asked": ASKED, "unreachable": UNREACHABLE}
    seals = [(name, page.header(name)) for name in SEALS]
    nginx = "\n".join(f'    add_header {name} "{value}" always;' for name, value in seals)
    apache = "\n".join(f'Header always set {name} "{value}" env=!GONGKAI_ASKED' for name, value in seals)
    yield RULES / "nginx.conf", NGINX.format(seals=nginx, **words)
    yield RULES / "gone.map", "".join(f"{_quoted(address)} 1;\n" for address in [*gone, *files])
    rules = "\n".join(f'RewriteRule "^{re.escape(address[1:])}$" - [G,L]' for address in [*gone, *files])
    yield Path(".htaccess"), APACHE.format(seals=apache, gone=rules, **words)


def _quoted(address: str) -> str:
    return '"' + address.replace("\\", "\\\\").replace('"', '\\"') + '"'
