from gongkai.translog.command import main

raise SystemExit(main())
